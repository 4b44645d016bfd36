using System.Globalization;
using Mortise.Git.Objects;

namespace Mortise.Git.Trees;

/// <summary>One file of a new commit: written, or removed.</summary>
/// <param name="Path">The file.</param>
/// <param name="Kind">File, executable or link; null removes the file.</param>
/// <param name="ContentFile">A file of this machine that holds the content; null where the file is removed.</param>
public sealed record TreeChange(GitPath Path, TreeEntryKind? Kind, string? ContentFile);

/// <summary>Who makes a commit, and when.</summary>
/// <param name="Name">Angle brackets and control characters are left out when it is written.</param>
/// <param name="Email">As <paramref name="Name"/>.</param>
/// <param name="When">Whole seconds are kept, with the offset.</param>
public sealed record CommitSignature(string Name, string Email, DateTimeOffset When)
{
    /// <summary>The line as a commit has it.</summary>
    internal string Line =>
        string.Create(CultureInfo.InvariantCulture, $"{Plain(Name)} <{Plain(Email)}> {When.ToUnixTimeSeconds()} {Offset(When.Offset)}");

    private static string Plain(string text) => string.Concat(text.Where(one => !char.IsControl(one) && one is not ('<' or '>'))).Trim();

    private static string Offset(TimeSpan offset) =>
        (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString("hhmm", CultureInfo.InvariantCulture);
}

/// <summary>A commit to be made upon another, or as the first.</summary>
/// <param name="Parent">Null: a root commit with nothing but the files written.</param>
/// <param name="Author">Who wrote the change.</param>
/// <param name="Committer">Who makes the commit.</param>
/// <param name="Message">As it is; git adds nothing.</param>
/// <param name="Changes">Each path once; none, and the commit has its parent's files. All other files stay.</param>
public sealed record CommitDraft(ObjectId? Parent, CommitSignature Author, CommitSignature Committer, string Message, IReadOnlyList<TreeChange> Changes);
