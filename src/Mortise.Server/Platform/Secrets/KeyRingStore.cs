using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Platform.Secrets;

/// <summary>The <c>key_ring</c> table: the keys of Data Protection where several nodes share one PostgreSQL.</summary>
internal sealed class KeyRingStore(Database database) : IXmlRepository
{
    // The framework's contract is synchronous; it is called at start and when a key is rotated, never on a request's path.
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. database.ReadAsync(session => session.ListAsync<string>("SELECT element FROM key_ring ORDER BY name"), CancellationToken.None)
            .GetAwaiter().GetResult().Select(XElement.Parse)];

    public void StoreElement(XElement element, string friendlyName) =>
        database.WriteAsync(
            write => write.ExecuteAsync(
                "INSERT INTO key_ring (name, element) VALUES (@friendlyName, @text)", new { friendlyName, text = element.ToString() }),
            CancellationToken.None).GetAwaiter().GetResult();
}
