using System.Text;
using Mortise.Git.Commands;
using Mortise.Git.Objects;

namespace Mortise.Git.Refs;

/// <summary><c>git update-ref --stdin</c>: references move by compare-and-swap on their old ids.</summary>
internal static class UpdateRef
{
    private const string AtomicAbort = "atomic transaction aborted";

    /// <summary>Refusals that only git can see (locks, races) are few; past this many, the rest is refused untried.</summary>
    private const int MaxTries = 100;

    /// <summary>Moves the references, and flushes them to disk before the task completes.</summary>
    /// <remarks>
    /// 1. All updates go into one transaction; mostly that is the end of it.
    /// 2. An atomic set that fails is refused as a whole.
    /// 3. Otherwise those that no longer hold their old id, or whose name is in the way of another, are refused in one look,
    /// 4. and the rest is tried again without the one that git names, until a transaction passes.
    /// </remarks>
    public static async Task<IReadOnlyList<RefOutcome>> RunAsync(
        GitRepository repository, IReadOnlyList<RefUpdate> updates, bool atomic, CancellationToken cancellation)
    {
        if (updates.DistinctBy(update => update.Name).Count() != updates.Count)
            throw new ArgumentException("A reference is updated twice", nameof(updates));

        var refused = new Dictionary<RefName, RefOutcome>();
        var rest = updates.ToList();
        for (var tries = 0; rest.Count > 0; tries++)
        {
            if (tries == MaxTries)
            {
                rest.ForEach(u => refused[u.Name] = Describe(u.Name, ""));
                break;
            }

            var exit = await TransactAsync(repository, rest, cancellation);                             // 1
            if (exit.Succeeded)
            {
                Flush(repository, rest);
                break;
            }

            var blamed = Blame(exit, rest);
            if (atomic)
            {
                refused = updates.ToDictionary(u => u.Name, u => new RefOutcome(u.Name, AtomicAbort, RefRefusal.Aborted));   // 2
                if (blamed is { } cause)
                    refused[cause.Name] = cause;
                else if (updates.Count == 1)
                    refused[updates[0].Name] = Describe(updates[0].Name, exit.Reason);
                break;
            }

            if (tries == 0)
            {
                await RefuseVisibleAsync(repository, rest, refused, cancellation);                      // 3
                if (rest.Count < updates.Count)
                    continue;
            }

            var outcome = blamed ?? Describe(rest[0].Name, exit.Reason);                                // 4
            refused[outcome.Name] = outcome;
            rest.RemoveAll(u => u.Name == outcome.Name);
        }

        return [.. updates.Select(u => refused.TryGetValue(u.Name, out var outcome) ? outcome : new RefOutcome(u.Name, null))];
    }

    private static async Task<GitExit> TransactAsync(GitRepository repository, List<RefUpdate> updates, CancellationToken cancellation)
    {
        var input = new StringBuilder("start\0");
        foreach (var update in updates)
        {
            if (!update.New.IsZero)
                input.Append($"update {update.Name}\0{update.New}\0{update.Old}\0");
            else if (!update.Old.IsZero)
                input.Append($"delete {update.Name}\0{update.Old}\0");
            else
                input.Append($"verify {update.Name}\0{ObjectId.Zero}\0");
        }

        input.Append("prepare\0commit\0");
        var command = repository.Command("update-ref", "--no-deref", "--stdin", "-z");
        var output = await GitProcess.ReadAsync(command, cancellation, Encoding.UTF8.GetBytes(input.ToString()));
        return output.Exit;
    }

    private static async Task RefuseVisibleAsync(
        GitRepository repository, List<RefUpdate> updates, Dictionary<RefName, RefOutcome> refused, CancellationToken cancellation)
    {
        var current = await repository.ListRefIdsAsync(cancellation);
        var names = current.Keys.Select(name => name.Value).ToHashSet(StringComparer.Ordinal);
        var directories = names.SelectMany(Directories).ToHashSet(StringComparer.Ordinal);
        updates.RemoveAll(update =>
        {
            var name = update.Name.Value;
            var held = current.GetValueOrDefault(update.Name);
            if (held != update.Old)
            {
                refused[update.Name] = Changed(update.Name, held, update.Old);
                return true;
            }

            if (update.Creates)
            {
                if (directories.Contains(name) || Directories(name).Any(names.Contains))
                {
                    refused[update.Name] = Describe(update.Name, "cannot create");
                    return true;
                }

                names.Add(name);
                directories.UnionWith(Directories(name));
            }

            return false;
        });
    }

    private static IEnumerable<string> Directories(string name)
    {
        for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = name.IndexOf('/', slash + 1))
            yield return name[..slash];
    }

    private static RefOutcome Changed(RefName name, ObjectId held, ObjectId expected) => new(
        name,
        held.IsZero ? $"does not exist, expected {expected}" : expected.IsZero ? $"already exists at {held}" : $"is at {held}, expected {expected}",
        RefRefusal.Changed);

    /// <summary>The update that git's message names.</summary>
    private static RefOutcome? Blame(GitExit exit, List<RefUpdate> updates)
    {
        var named = updates.Where(u => exit.Reason.Contains($"'{u.Name}'", StringComparison.Ordinal)).ToList();
        if (named.Count == 0)
            return null;

        // "cannot lock ref 'refs/heads/a/b': 'refs/heads/a' exists; …": the first one is the one that failed.
        var first = named.MinBy(u => exit.Reason.IndexOf($"'{u.Name}'", StringComparison.Ordinal));
        return Describe(first.Name, exit.Reason);
    }

    private static RefOutcome Describe(RefName name, string reason)
    {
        var kind = reason switch
        {
            _ when Has("cannot create") || Has("non-empty directory") || Has("cannot process") || Has("Not a directory") => RefRefusal.NameConflict,
            _ when Has("but expected") || Has("already exists") || Has("unable to resolve reference") || Has("reference is missing") => RefRefusal.Changed,
            _ when Has("nonexistent object") || Has("non-commit object") || Has("bad object") => RefRefusal.BadObject,
            _ => RefRefusal.Locked,
        };
        var text = kind switch
        {
            RefRefusal.NameConflict => "another reference's name stands in the way",
            RefRefusal.Changed => "changed meanwhile",
            RefRefusal.BadObject => "the new object is missing, or not a commit",
            _ => "failed to lock; try again",
        };
        return new RefOutcome(name, text, kind);                    // git's own words hold paths of ours

        bool Has(string words) => reason.Contains(words, StringComparison.Ordinal);
    }

    /// <summary>git flushes the files it wrote; their directories, and that of packed-refs after a delete, are ours to flush.</summary>
    private static void Flush(GitRepository repository, List<RefUpdate> updates)
    {
        var root = repository.Path;
        var directories = new HashSet<string>(StringComparer.Ordinal);
        foreach (var update in updates)
        {
            for (var at = System.IO.Path.GetDirectoryName(System.IO.Path.Combine(root, update.Name.Value));
                 at is not null && at.Length > root.Length && directories.Add(at);
                 at = System.IO.Path.GetDirectoryName(at))
            {
            }
        }

        directories.Add(root);
        foreach (var directory in directories)
            Durable.SyncDirectory(directory);
    }
}
