using System.Buffers;

namespace Sallyport.Ledger;

/// <summary>The characters that names inside an entry are made of.</summary>
internal static class LedgerText
{
    public static readonly SearchValues<char> KindCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._");

    private static readonly SearchValues<char> IdentifierCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>What every store can keep as a text: a value that one of them refused would stop the round of all tenants.</summary>
    public static bool IsIdentifier(string text) =>
        text.Length is > 0 and <= LedgerKinds.MaxLength && !text.AsSpan().ContainsAnyExcept(IdentifierCharacters);
}
