using System.Xml;

namespace Mortise.Requirements;

/// <summary>Which tests carry the trait <c>Requirement</c>, and whether they passed; read from xunit's XML results.</summary>
internal sealed class TestEvidence
{
    private readonly Dictionary<string, List<(string Test, string Result)>> _carriers = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Ids => _carriers.Keys;

    public IReadOnlyList<(string Test, string Result)> CarriersOf(string id) => _carriers.TryGetValue(id, out var carriers) ? carriers : [];

    /// <summary>Adds the tests of one result file; what it says of a test that is known already replaces what was known.</summary>
    /// <exception cref="XmlException">The file is not whole.</exception>
    public void Add(TextReader file)
    {
        using var xml = XmlReader.Create(file, new() { CheckCharacters = false });
        var (test, result) = ("", "");
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element)
                continue;

            if (xml.Name == "test")
                (test, result) = (xml.GetAttribute("name") ?? "", xml.GetAttribute("result") ?? "");
            else if (xml.Name == "trait" && xml.GetAttribute("name") == "Requirement" && xml.GetAttribute("value") is { } id)
                Carry(id, test, result);
        }
    }

    private void Carry(string id, string test, string result)
    {
        if (!_carriers.TryGetValue(id, out var carriers))
            _carriers.Add(id, carriers = []);

        carriers.RemoveAll(carrier => carrier.Test == test);
        carriers.Add((test, result));
    }
}
