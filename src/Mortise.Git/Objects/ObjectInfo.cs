namespace Mortise.Git.Objects;

/// <summary>The four kinds of git objects.</summary>
public enum ObjectType
{
    Commit,
    Tree,
    Blob,
    Tag,
}

/// <summary>What is known of an object without its content.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Size">Bytes of its content, inflated and without the object header.</param>
public readonly record struct ObjectInfo(ObjectId Id, ObjectType Type, long Size);
