using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Mortise.Server.Features.Admin.Seeds;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Commands;

/// <summary>What keeps a server from starting, told in one line; what is not expected here stays an exception.</summary>
internal static class StartFailure
{
    public static string? TryExplain(Exception failure) => failure switch
    {
        OptionsValidationException invalid => string.Join(' ', invalid.Failures),
        DirectoryInUseException or NewerDatabaseException or SeedException => failure.Message,
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => Sentence(failure.Message) + " Choose another with --urls.",
        SocketException => "An address of --urls cannot be listened on: " + Sentence(failure.Message),
        Npgsql.NpgsqlException => "The database of Mortise:Database cannot be used: " + Sentence(failure.Message),
        Microsoft.Data.Sqlite.SqliteException => "The database in the data directory cannot be used: " + Sentence(failure.Message),
        InvalidOperationException { Source: { } source } when source.StartsWith("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal) => Sentence(failure.Message),
        IOException or UnauthorizedAccessException or InvalidDataException => Sentence(failure.Message),
        _ => null,
    };

    private static string Sentence(string text)
    {
        var line = string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        return line.EndsWith('.') ? line : line + ".";
    }
}
