using Mortise.Testing;

namespace Mortise.Server.Tests.Platform.Storage;

public sealed class DataDirectoryTests
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    [Fact]
    public async Task Other_people_of_the_machine_read_neither_code_nor_rows_nor_keys()
    {
        using var directory = new TemporaryDirectory();
        var data = directory.At("data");
        var (running, _) = await RunningProgram.ServeAsync(data);
        await using var server = running;

        Assert.All(
            ["", "repositories", "blobs", "keys", "keys/master.key", "admin.token", "mortise.db", "mortise.db-wal", "mortise.db-shm"],
            name => Assert.True((File.GetUnixFileMode(Path.Combine(data, name)) & Others) == UnixFileMode.None, name));
    }

    [Fact]
    public async Task A_directory_that_others_may_list_keeps_what_is_in_it_to_itself()
    {
        using var directory = new TemporaryDirectory();
        var data = directory.At("data");
        Directory.CreateDirectory(data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        var (running, _) = await RunningProgram.ServeAsync(data);
        await using var server = running;

        Assert.All(
            ["repositories", "keys", "admin.token", "mortise.db", "mortise.db-wal"],
            name => Assert.True((File.GetUnixFileMode(Path.Combine(data, name)) & Others) == UnixFileMode.None, name));
    }
}
