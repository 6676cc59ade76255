using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using Sallyport.Ledger;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Tests.Ledger;

public sealed class LedgerEntryFormTests
{
    private static readonly TenantId Tenant = TenantId.Parse("tn_0123456789abcdef");

    [Fact]
    public void Entry_WithEverything_IsInCanonicalForm()
    {
        var draft = new LedgerDraft { Kind = LedgerKinds.Exchange, Exchange = "ex_0000000000000001", Principal = "ak_0000000000000002", Actor = "cli" };
        draft.Facts.Add("verdict", "allow").Add("coverage", new LedgerFacts().Add("passed", 3).Add("blocked", 0)).Add("edited", false)
            .Add("guards", ["pii", "secrets"]).Add("nothing", (string?)null).Add("findings", [new LedgerFacts().Add("n", 2).Add("kind", "pii.email")]);
        draft.Attach(new SealedPayload("detail", [.. Enumerable.Repeat((byte)0xab, 32)], [1]));

        var entry = PendingEntry.Write(Tenant, draft, 1_700_000_000_123, Durability.Batched);

        Assert.Equal(
            "{\"actor\":\"cli\",\"commitments\":{\"detail\":\"" + string.Concat(Enumerable.Repeat("ab", 32)) + "\"},\"exchange\":\"ex_0000000000000001\","
            + "\"facts\":{\"coverage\":{\"blocked\":0,\"passed\":3},\"edited\":false,\"findings\":[{\"kind\":\"pii.email\",\"n\":2}],\"guards\":[\"pii\",\"secrets\"],"
            + "\"verdict\":\"allow\"},\"index\":42,\"kind\":\"exchange\",\"principal\":\"ak_0000000000000002\",\"tenant\":\"tn_0123456789abcdef\",\"time\":1700000000123,\"v\":1}",
            Encoding.UTF8.GetString(entry.At(42)));
    }

    [Fact]
    public void Text_OfRfc8785_IsEscapedAsThere()
    {
        using var writer = new CanonicalJsonWriter();

        writer.Text("\u20ac$\u000f\nA'B\"\\\\\"/\b\f\r\t\u007f\u2028");

        // The string of RFC 8785, section 3.2.2, with the short forms added.
        Assert.Equal("\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\b\\f\\r\\t\u007f\u2028\"", Encoding.UTF8.GetString(writer.Written));
    }

    [Fact]
    public void Names_OfRfc8785_AreInUtf16Order()
    {
        string[] names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"];
        var facts = new LedgerFacts();
        foreach (var name in names)
        {
            facts.Add(name, 1);
        }

        using var writer = new CanonicalJsonWriter();
        facts.WriteTo(writer, 1);

        using var json = JsonDocument.Parse(Encoding.UTF8.GetString(writer.Written));
        Assert.Equal(["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"], json.RootElement.EnumerateObject().Select(static p => p.Name));
    }

    [Fact]
    public void Text_OfAnyCharacters_ReadsBackTheSame()
    {
        Gen.String[Gen.Char, 0, 60].Sample(text =>
        {
            using var writer = new CanonicalJsonWriter();

            writer.Text(text);

            var wellFormed = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            Assert.Equal(wellFormed, JsonSerializer.Deserialize<string>(Encoding.UTF8.GetString(writer.Written)));
        });
    }

    [Fact]
    public void Text_LongerThanItsBound_IsCutVisibly()
    {
        using var writer = new CanonicalJsonWriter();

        writer.Text(new string('x', 5000));

        var text = JsonSerializer.Deserialize<string>(Encoding.UTF8.GetString(writer.Written))!;
        Assert.Equal(LedgerFacts.MaxTextLength, text.Length);
        Assert.EndsWith("\u2026", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Exchange")]
    [InlineData("ex change")]
    [InlineData("exchange\n")]
    public void Kind_OfAnotherForm_IsRefused(string kind)
    {
        Assert.Throws<ArgumentException>(() => PendingEntry.Write(Tenant, new LedgerDraft { Kind = kind }, 0, Durability.Strict));
    }

    [Fact]
    public void Exchange_ThatAStoreCouldRefuse_IsRefusedBefore()
    {
        Assert.Throws<ArgumentException>(
            () => PendingEntry.Write(Tenant, new LedgerDraft { Kind = "exchange", Exchange = "a\0b" }, 0, Durability.Strict));
    }

    [Fact]
    public void Facts_BeyondTheirBounds_AreRefused()
    {
        var facts = new LedgerFacts().Add("a", 1);
        var deep = new LedgerFacts();
        for (var i = 0; i < 9; i++)
        {
            deep = new LedgerFacts().Add("d", deep);
        }

        var draft = new LedgerDraft { Kind = "exchange" };
        draft.Facts.Add("deep", deep);

        Assert.Throws<ArgumentException>(() => facts.Add("a", 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => facts.Add("big", LedgerFacts.MaxNumber + 1));
        Assert.Throws<ArgumentException>(() => PendingEntry.Write(Tenant, draft, 0, Durability.Strict));
    }

    [Fact]
    public void Entry_LargerThanItsBound_IsRefused()
    {
        var draft = new LedgerDraft { Kind = "exchange" };
        draft.Facts.Add("many", Enumerable.Repeat(new string('x', 1000), 70).ToList());

        Assert.Throws<ArgumentException>(() => PendingEntry.Write(Tenant, draft, 0, Durability.Strict));
    }

    [Fact]
    public async Task Payload_Sealed_OpensAndMatchesItsCommitment()
    {
        using var vault = NewVault();
        var payload = SealedPayload.Seal(vault, "detail", "jane@example.com"u8);

        var opening = await payload.OpenAsync(vault, TestContext.Current.CancellationToken);

        Assert.Equal("jane@example.com", Encoding.UTF8.GetString(opening.AsSpan(SealedPayload.SaltLength)));
        Assert.Equal(SHA256.HashData(opening), payload.Commitment);
        Assert.Equal(-1, payload.Ciphertext.AsSpan().IndexOf("jane"u8));
    }

    [Fact]
    public void Payload_OfTheSameText_HasAnotherCommitmentEachTime()
    {
        using var vault = NewVault();

        var (one, two) = (SealedPayload.Seal(vault, "detail", "x"u8), SealedPayload.Seal(vault, "detail", "x"u8));

        Assert.NotEqual(one.Commitment, two.Commitment);
    }

    [Fact]
    public async Task Payload_ThatWasChanged_DoesNotOpen()
    {
        using var vault = NewVault();
        using var another = NewVault();
        var payload = SealedPayload.Seal(vault, "detail", "x"u8);
        var ciphertext = payload.Ciphertext.ToArray();
        ciphertext[^1] ^= 1;

        await Assert.ThrowsAnyAsync<CryptographicException>(async () => await (payload with { Commitment = new byte[32] }).OpenAsync(vault, TestContext.Current.CancellationToken));
        await Assert.ThrowsAnyAsync<CryptographicException>(async () => await (payload with { Ciphertext = ciphertext }).OpenAsync(vault, TestContext.Current.CancellationToken));
        await Assert.ThrowsAnyAsync<CryptographicException>(async () => await payload.OpenAsync(another, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Payload_TooLongOrMisnamed_IsRefused()
    {
        using var vault = NewVault();

        Assert.Throws<ArgumentException>(() => SealedPayload.Seal(vault, "detail", new byte[SealedPayload.MaxLength + 1]));
        Assert.Throws<ArgumentException>(() => SealedPayload.Seal(vault, "De tail", []));
    }

    private static TenantVault NewVault()
    {
        using var key = SecretBytes.Random(TenantVault.KeyLength);
        return new TenantVault(Tenant, key);
    }
}
