namespace Mortise.Connect.Linkers.Dialect;

/// <summary>A member of a class: the characters from one to another, or a kind of characters.</summary>
internal readonly record struct SetItem(char Low, char High, CharacterKind Kind)
{
    public static SetItem Of(char letter) => new(letter, letter, CharacterKind.None);

    public static SetItem Of(CharacterKind kind) => new('\0', '\0', kind);

    public bool IsLetter => Kind == CharacterKind.None && Low == High;

    public bool Contains(char letter) => Kind == CharacterKind.None ? letter >= Low && letter <= High : Kind.Contains(letter);
}
