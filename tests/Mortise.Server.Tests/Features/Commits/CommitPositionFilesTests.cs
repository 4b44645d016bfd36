using System.Globalization;
using Mortise.Git;
using Mortise.Git.Objects;
using Mortise.Server.Features.Commits;

namespace Mortise.Server.Tests.Features.Commits;

public sealed class CommitPositionFilesTests
{
    [Fact]
    public async Task A_repository_keeps_a_bounded_number_of_positions_the_newest()
    {
        var folder = Directory.CreateTempSubdirectory("positions");
        try
        {
            var git = new GitRepository(folder.FullName);
            var files = new CommitPositionFiles(TimeProvider.System);
            ObjectId[] ids = [.. Enumerable.Range(0, 40).Select(number => ObjectId.Parse(number.ToString("x40", CultureInfo.InvariantCulture)))];
            var names = new List<string>();
            for (var page = 2; page < CommitPositionFiles.Most + 52; page++)
                names.Add(await files.WriteAsync(git, new CommitPosition(page, ids, [], 0), TestContext.Current.CancellationToken));

            Assert.InRange(Directory.GetFiles(folder.FullName, "*", SearchOption.AllDirectories).Length, 500, CommitPositionFiles.Most);
            Assert.Null(await CommitPositionFiles.ReadAsync(git, names[0], TestContext.Current.CancellationToken));
            Assert.Equal(CommitPositionFiles.Most + 51, (await CommitPositionFiles.ReadAsync(git, names[^1], TestContext.Current.CancellationToken))!.Page);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
