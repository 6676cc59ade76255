using System.Text;
using System.Text.Json;
using Sallyport.Detection;
using Sallyport.Ledger;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Tenancy;
using Sallyport.Tests.Ledger;
using Xunit;

namespace Sallyport.Tests.Pipeline;

/// <summary>What an entry of the ledger says openly, and what it seals.</summary>
public sealed class ExchangeRecordTests
{
    private static readonly FindingReason Reason = new()
    {
        Window = ModelWindow.Passage,
        Words = [new(new(4, 11), 0.5f), new(new(20, 32), 0.25f)],
        Before = 0.125f,
    };

    [Fact]
    public async Task Reasons_AreSealed_AndNoneOfThemIsToldOpenly()
    {
        using var workshop = new LedgerWorkshop();
        var record = Record([Found(Reason), Found(new() { Exemplar = "refund-trick", Likeness = 0.8f }), Found(null)], "Text/0/0/0");

        var draft = record.ToDraft(workshop.Vault);

        using var json = new CanonicalJsonWriter();
        draft.Facts.WriteTo(json, depth: 0);
        var open = Encoding.UTF8.GetString(json.Written);
        Assert.Contains("injection.direct", open, StringComparison.Ordinal);
        Assert.DoesNotContain("refund-trick", open, StringComparison.Ordinal);
        Assert.DoesNotContain("reason", open, StringComparison.Ordinal);
        var findings = JsonElement.Parse(await OpenAsync(draft, workshop.Vault)).EnumerateArray().ToArray();
        Assert.Equal(
            """{"window":"passage","words":[{"start":4,"end":11,"share":0.5},{"start":20,"end":32,"share":0.25}],"before":0.12,"read_twice":false}""",
            findings[0].GetProperty("reason").GetRawText());
        Assert.Equal("""{"exemplar":"refund-trick","likeness":0.8}""", findings[1].GetProperty("reason").GetRawText());
        Assert.False(findings[2].TryGetProperty("reason", out _));
    }

    [Fact]
    public async Task Flood_InPlacesWithLongNames_GivesAnEntryAllTheSame()
    {
        using var workshop = new LedgerWorkshop();
        var record = Record([.. Enumerable.Repeat(Found(Reason), 500)], new string('é', 512));

        var draft = record.ToDraft(workshop.Vault);

        var findings = JsonElement.Parse(await OpenAsync(draft, workshop.Vault)).GetArrayLength();
        Assert.InRange(findings, 50, 499);
        Assert.Equal(500, Assert.Single(record.FindingCounts).Count);
    }

    private static JudgedFinding Found(FindingReason? reason) => new(
        new(new("injection.direct"), new(0, 40), 0.9f, "text_models.typed") { Reason = reason }, new(GuardAction.Flag, IsEnforced: true, "injection"));

    private static ExchangeRecord Record(IReadOnlyList<JudgedFinding> findings, string place)
    {
        var record = new ExchangeRecord(ExchangeId.New(TimeProvider.System), new(TenantId.New(), KeyId.New(), null, Scopes.Infer));
        record.AddOutput(place, Coverage.Passed, FindingTally.Of(findings, new FindingAllowance { Reasons = findings.Count }), []);
        return record;
    }

    private static async Task<string> OpenAsync(LedgerDraft draft, TenantVault vault)
    {
        var opening = await Assert.Single(draft.Payloads).OpenAsync(vault, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(opening.AsSpan(SealedPayload.SaltLength));
    }
}
