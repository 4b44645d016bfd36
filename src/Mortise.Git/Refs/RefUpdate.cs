using Mortise.Git.Objects;

namespace Mortise.Git.Refs;

/// <summary>A move of one reference, good only while it still has its old value.</summary>
/// <param name="Name">The reference.</param>
/// <param name="Old">What it must hold now; <see cref="ObjectId.Zero"/>: it must not exist.</param>
/// <param name="New">What it shall hold; <see cref="ObjectId.Zero"/>: it is deleted.</param>
public readonly record struct RefUpdate(RefName Name, ObjectId Old, ObjectId New)
{
    public bool Creates => Old.IsZero && !New.IsZero;

    public bool Deletes => New.IsZero;
}

/// <summary>Why a reference did not move.</summary>
public enum RefRefusal
{
    /// <summary>It moved.</summary>
    None,

    /// <summary>It no longer holds the old id (or exists, or does not): someone was faster.</summary>
    Changed,

    /// <summary>Another name stands in the way: <c>a</c> and <c>a/b</c> cannot both exist.</summary>
    NameConflict,

    /// <summary>Its lock is held, or the file cannot be written; trying again may help.</summary>
    Locked,

    /// <summary>The new object is missing, or not a commit where a branch needs one.</summary>
    BadObject,

    /// <summary>It was sound, but another update of its atomic set was not.</summary>
    Aborted,

    /// <summary>Refused by a rule; the text says which.</summary>
    Rule,
}

/// <summary>What became of one <see cref="RefUpdate"/>.</summary>
/// <param name="Name">The reference.</param>
/// <param name="Refusal">Null: it moved. Else one short line for the one who pushed.</param>
/// <param name="Kind">The refusal for programs.</param>
public readonly record struct RefOutcome(RefName Name, string? Refusal, RefRefusal Kind)
{
    /// <summary>An outcome whose kind follows from the text: moved, or refused by a rule.</summary>
    public RefOutcome(RefName name, string? refusal)
        : this(name, refusal, refusal is null ? RefRefusal.None : RefRefusal.Rule)
    {
    }

    public bool Moved => Refusal is null;
}

/// <summary>A reference as listed.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Id">The object it names.</param>
/// <param name="Type">The kind of that object.</param>
/// <param name="Peeled">For an annotated tag, the object at its end; else the same as <paramref name="Id"/>.</param>
public readonly record struct RefEntry(RefName Name, ObjectId Id, ObjectType Type, ObjectId Peeled);

/// <summary>Where HEAD points.</summary>
/// <param name="Target">The branch HEAD names.</param>
/// <param name="Commit">Its tip; null while the branch does not exist (an empty repository).</param>
public readonly record struct Head(RefName Target, ObjectId? Commit);
