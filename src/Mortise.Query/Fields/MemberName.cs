using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Mortise.Query.Fields;

/// <summary>Member names in the form that goes on the wire. They are literals of the code, so each is encoded once and found again by reference.</summary>
internal sealed class MemberName
{
    private const int Places = 4096;
    private const int Tries = 8;

    private static readonly MemberName?[] Known = new MemberName?[Places];

    private readonly string name;
    private readonly JsonEncodedText encoded;

    private MemberName(string name) => (this.name, encoded) = (name, JsonEncodedText.Encode(name));

    /// <summary>Encodes a name; where too many names share a place (a name is then hardly a literal), each time anew.</summary>
    public static JsonEncodedText Encode(string name)
    {
        var place = RuntimeHelpers.GetHashCode(name);
        for (var i = 0; i < Tries; i++)
        {
            ref var slot = ref Known[(place + i) & (Places - 1)];
            var known = Volatile.Read(ref slot);
            if (known is null)
                Volatile.Write(ref slot, known = new(name));
            if (ReferenceEquals(known.name, name))
                return known.encoded;
        }

        return JsonEncodedText.Encode(name);
    }
}
