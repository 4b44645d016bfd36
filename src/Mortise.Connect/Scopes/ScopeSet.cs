using System.Collections;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Mortise.Connect.Scopes;

/// <summary>A set of scopes: immutable, as small as an <see cref="int"/>, enumerated in the order of <see cref="Scope"/>.</summary>
/// <remarks>
/// A set holds what was written. What it allows is its <see cref="Closure"/>: checks at endpoints, of conditions, of context parameters
/// and of a descriptor's update compare closures. Source: <c>connect.md</c> 11.
/// </remarks>
public readonly struct ScopeSet : IEquatable<ScopeSet>, IReadOnlyCollection<Scope>
{
    private readonly uint bits;

    private ScopeSet(uint bits) => this.bits = bits;

    /// <summary>The set without any scope.</summary>
    public static ScopeSet None => default;

    /// <summary>Every scope: what a descriptor without <c>scopes</c> asks for.</summary>
    public static ScopeSet All { get; } = new((1u << ScopeNames.Count) - 1);

    /// <summary>The set of exactly these scopes; repeating one changes nothing.</summary>
    public static ScopeSet Of(params ReadOnlySpan<Scope> scopes)
    {
        var found = 0u;
        foreach (var scope in scopes)
            found |= 1u << (int)scope;

        return new(found);
    }

    /// <summary>
    /// Reads wire names that spaces or commas part, in any number, as in a token request's <c>scope</c>. The empty text is the empty set.
    /// The first name that is no scope stands in <paramref name="unknown"/>.
    /// </summary>
    public static bool TryParse(string spaceOrCommaSeparated, out ScopeSet scopes, out string? unknown)
    {
        var text = spaceOrCommaSeparated.AsSpan();
        var found = 0u;
        foreach (var range in text.SplitAny(' ', ','))
        {
            var name = text[range];
            if (name.IsEmpty)
                continue;

            if (!ScopeNames.TryParseWireName(name, out var scope))
            {
                (scopes, unknown) = (None, name.ToString());
                return false;
            }

            found |= 1u << (int)scope;
        }

        (scopes, unknown) = (new(found), null);
        return true;
    }

    /// <summary>True when there is no scope in the set.</summary>
    public bool IsEmpty => this.bits == 0;

    /// <inheritdoc/>
    public int Count => BitOperations.PopCount(this.bits);

    /// <summary>True when the set itself has the scope; ask <c>Closure().Contains</c> for what it allows.</summary>
    public bool Contains(Scope scope) => (this.bits & (1u << (int)scope)) != 0;

    /// <summary>True when <paramref name="other"/> has every scope of this set.</summary>
    public bool IsSubsetOf(ScopeSet other) => (this.bits & ~other.bits) == 0;

    /// <summary>The scopes in either set.</summary>
    public ScopeSet Union(ScopeSet other) => new(this.bits | other.bits);

    /// <summary>The scopes in both sets.</summary>
    public ScopeSet Intersect(ScopeSet other) => new(this.bits & other.bits);

    /// <summary>The scopes of this set that <paramref name="other"/> lacks.</summary>
    public ScopeSet Except(ScopeSet other) => new(this.bits & ~other.bits);

    /// <summary>The least set with these scopes and all that they imply, directly or through another.</summary>
    public ScopeSet Closure()
    {
        var found = this.bits;
        for (var rest = found; rest != 0; rest &= rest - 1)
            found |= ScopeClosure.Of((Scope)BitOperations.TrailingZeroCount(rest)).bits;

        return new(found);
    }

    /// <summary>The wire names in the order of <see cref="Scope"/>, parted by single spaces.</summary>
    public override string ToString() => string.Join(' ', this.Select(scope => scope.ToWireName()));

    /// <summary>Enumerates without allocating.</summary>
    public Enumerator GetEnumerator() => new(this.bits);

    IEnumerator<Scope> IEnumerable<Scope>.GetEnumerator() => GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(ScopeSet other) => this.bits == other.bits;
    public override bool Equals(object? obj) => obj is ScopeSet other && Equals(other);
    public override int GetHashCode() => (int)this.bits;
    public static bool operator ==(ScopeSet left, ScopeSet right) => left.Equals(right);
    public static bool operator !=(ScopeSet left, ScopeSet right) => !left.Equals(right);
    public static ScopeSet operator |(ScopeSet left, ScopeSet right) => left.Union(right);

    /// <summary>Walks a set in the order of <see cref="Scope"/>.</summary>
    [StructLayout(LayoutKind.Auto)]
    public struct Enumerator : IEnumerator<Scope>
    {
        private uint rest;

        internal Enumerator(uint bits) => (this.rest, Current) = (bits, default);

        public Scope Current { get; private set; }
        readonly object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            if (this.rest == 0)
                return false;

            Current = (Scope)BitOperations.TrailingZeroCount(this.rest);
            this.rest &= this.rest - 1;
            return true;
        }

        readonly void IEnumerator.Reset() => throw new NotSupportedException();
        readonly void IDisposable.Dispose() { }
    }
}
