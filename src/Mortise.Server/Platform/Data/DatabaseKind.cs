namespace Mortise.Server.Platform.Data;

/// <summary>The two databases that one SQL text serves.</summary>
internal enum DatabaseKind
{
    Sqlite,
    PostgreSql,
}
