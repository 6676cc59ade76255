namespace Sallyport.Tenancy;

/// <summary>An exemplar that is to be added.</summary>
/// <param name="Name">1 to 64 letters, digits, '-', '_' and '.'; no other exemplar of the tenant has it.</param>
/// <param name="Text">The attack.</param>
/// <param name="Lifetime">How long texts are compared with it: 1 hour to <see cref="ExemplarAdministration.LongestLifetime"/>.</param>
public sealed record ExemplarDraft(string Name, string Text, TimeSpan Lifetime)
{
    /// <summary>What it was tried on and what came of it, for the ledger: names and counts.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Trial { get; init; } = [];

    // A record prints its members; the text is the tenant's.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append(nameof(Name)).Append(" = ").Append(Name);
        return true;
    }
}
