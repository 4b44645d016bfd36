using System.Globalization;
using System.Text;
using Mortise.Git.Commands;
using Mortise.Git.Objects;
using Mortise.Git.Transport;

namespace Mortise.Git.Trees;

/// <summary>A commit made of files, without a worktree and without an index; it waits in quarantine until <see cref="MigrateAsync"/>.</summary>
/// <remarks>No reference moves here. Disposing removes what was not migrated. Not thread-safe.</remarks>
public sealed class CommitUpload : IDisposable
{
    private const string Branch = "refs/mortise/upload";

    private readonly Quarantine quarantine;

    private CommitUpload(Quarantine quarantine, ObjectId id) => (this.quarantine, Id) = (quarantine, id);

    /// <summary>The new commit.</summary>
    public ObjectId Id { get; }

    /// <summary>Makes the commit, or says in one line why git takes it not: a name that is no name of a file, or an object that fsck refuses.</summary>
    /// <remarks>
    /// 1. fast-import writes blobs, the trees that change, and the commit, as one pack. 2. The pack is held against the rules that a push is held against.
    /// </remarks>
    /// <returns>Exactly one of the two.</returns>
    public static async Task<(CommitUpload? Upload, string? Problem)> CreateAsync(
        GitRepository repository, CommitDraft draft, CancellationToken cancellation = default)
    {
        var incoming = Quarantine.Create(repository);
        try
        {
            var (id, problem) = await ImportAsync(incoming, draft, cancellation);                                   // 1
            problem ??= await incoming.CheckAsync(cancellation);                                                    // 2
            if (problem is not null)
                return (null, problem);

            var upload = new CommitUpload(incoming, id);
            incoming = null;
            return (upload, null);
        }
        finally
        {
            incoming?.Dispose();
        }
    }

    /// <summary>Makes the objects part of the repository, durable when the task completes. Call it before references move; calling it again does nothing.</summary>
    public Task MigrateAsync() => Task.Run(quarantine.Migrate);

    public void Dispose() => quarantine.Dispose();

    private static async Task<(ObjectId Id, string? Problem)> ImportAsync(Quarantine quarantine, CommitDraft draft, CancellationToken cancellation)
    {
        var command = quarantine.Importing.Command("fast-import", "--quiet", "--date-format=raw", "--done") with
        {
            Settings = [new("fastimport.unpackLimit", "0"), new("core.bigFileThreshold", "32m")],
        };
        await using var git = GitProcess.Start(command);
        using var feeding = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var feed = git.FeedAsync(Script(draft), feeding.Token);
        try
        {
            using var answer = new MemoryStream();
            await git.Output.CopyToAsync(answer, cancellation);
            var exit = await git.WaitAsync(cancellation);
            if (feed is { IsFaulted: true })
                await feed;

            // fast-import answers the question for the mark with the id and a newline.
            return exit.Succeeded && ObjectId.TryParse(Encoding.ASCII.GetString(answer.ToArray()).TrimEnd('\n'), out var id) ? (id, null) : (default, exit.Reason);
        }
        finally
        {
            await feeding.CancelAsync();
            git.Kill();
            await feed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// The stream for fast-import: removals come before writings, so that a file may take the place of a directory that goes. The branch is given up at the
    /// end, so that no reference is written. Source: git-fast-import(1).
    /// </summary>
    private static List<Stream> Script(CommitDraft draft)
    {
        var streams = new List<Stream>();
        var message = Encoding.UTF8.GetBytes(draft.Message);
        Add($"commit {Branch}\nmark :1\nauthor {draft.Author.Line}\ncommitter {draft.Committer.Line}\ndata {message.Length}\n");
        streams.Add(new MemoryStream(message, writable: false));
        Add(draft.Parent is { } parent ? $"\nfrom {parent}\n" : "\n");
        foreach (var change in draft.Changes.Where(change => change.Kind is null))
            Add($"D {Quoted(change.Path)}\n");

        foreach (var change in draft.Changes.Where(change => change.Kind is not null))
        {
            var file = new FileInfo(change.ContentFile!);
            Add(string.Create(CultureInfo.InvariantCulture, $"M {ModeOf(change.Kind!.Value)} inline {Quoted(change.Path)}\ndata {file.Length}\n"));
            streams.Add(new LazyFile(file));
            Add("\n");
        }

        Add($"\nget-mark :1\nreset {Branch}\n\ndone\n");
        return streams;

        void Add(string text) => streams.Add(new MemoryStream(Encoding.Latin1.GetBytes(text), writable: false));
    }

    private static string ModeOf(TreeEntryKind kind) => kind switch
    {
        TreeEntryKind.File => "100644",
        TreeEntryKind.Executable => "100755",
        TreeEntryKind.Link => "120000",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Only files, executables and links are written"),
    };

    /// <summary>The bytes of a path as git's C-style string, in a text of one character for each byte.</summary>
    private static string Quoted(GitPath path)
    {
        var quoted = new StringBuilder("\"");
        foreach (var one in path.Bytes)
        {
            if (one is (byte)'"' or (byte)'\\')
                quoted.Append('\\').Append((char)one);
            else if (one is < (byte)' ' or >= 0x7f)
                quoted.Append('\\').Append(Convert.ToString(one, 8).PadLeft(3, '0'));
            else
                quoted.Append((char)one);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A file that is opened when it is first read and closed at its end: thousands of them wait in one script.</summary>
    private sealed class LazyFile(FileInfo file) : Stream
    {
        private FileStream? open;
        private bool done;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (done)
                return 0;

            open ??= file.OpenRead();
            var read = await open.ReadAsync(buffer, cancellationToken);
            if (read > 0)
                return read;

            done = true;
            await open.DisposeAsync();
            return 0;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The script is read asynchronously");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                open?.Dispose();
            base.Dispose(disposing);
        }
    }
}
