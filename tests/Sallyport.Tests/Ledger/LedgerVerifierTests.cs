using CsCheck;
using Sallyport.Ledger;
using Sallyport.Ledger.Verification;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Tests.Ledger;

public sealed class LedgerVerifierTests : IDisposable
{
    private readonly LedgerWorkshop _work = new();

    private static CancellationToken Cancel => LedgerWorkshop.Cancel;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Export_Untouched_IsSound()
    {
        await _work.AppendAsync(7);
        var held = await _work.SignAsync();
        await _work.AppendAsync(300);

        var result = await _work.VerifyAsync(await _work.ExportAsync(), held);

        Assert.True(result.IsSound, string.Join('\n', result.Faults));
        Assert.Equal((307L, 3, 1), (result.Entries, result.Checkpoints, result.HeldCheckpoints));
        Assert.Equal((_work.Tenant.Value, 307L), (result.Tenant, result.Newest!.Size));
    }

    [Fact]
    public async Task Export_OfAnEmptyLedger_IsSound()
    {
        var result = await _work.VerifyAsync(await _work.ExportAsync());

        Assert.True(result.IsSound, string.Join('\n', result.Faults));
        Assert.Equal(0, result.Entries);
    }

    [Fact]
    public async Task Export_OfAPart_IsProvenAgainstTheLastCheckpoint()
    {
        await _work.AppendAsync(40);
        var held = await _work.SignAsync();
        await _work.AppendAsync(60);

        var lines = await _work.ExportAsync(from: 30);
        var result = await _work.VerifyAsync(lines, held);

        Assert.True(result.IsSound, string.Join('\n', result.Faults));
        Assert.Equal((30L, 70L, 1), (result.From, result.Entries, result.HeldCheckpoints));
        var changed = await _work.VerifyAsync(lines.Select(static l => l.Replace("\"segments\":33", "\"segments\":34", StringComparison.Ordinal)), held);
        Assert.Contains(changed.Faults, static f => f is { Kind: LedgerFaultKind.Proof, Index: 33 });
        var without = await _work.VerifyAsync(lines.Where(static l => !l.StartsWith("{\"inclusion\"", StringComparison.Ordinal)), held);
        Assert.Contains("70 entries", Assert.Single(without.Faults, static f => f is { Kind: LedgerFaultKind.Proof, Index: 30 }).Detail, StringComparison.Ordinal);
        Assert.Equal([33L, 73L], changed.Faults.Select(static f => f.Index!.Value));
    }

    [Fact]
    public async Task Export_WithAnySingleChange_IsFoundOut()
    {
        await _work.AppendAsync(9);
        await _work.SignAsync();
        await _work.AppendAsync(13);
        var held = await _work.SignAsync();
        var lines = await _work.ExportAsync();
        var first = Array.FindIndex(lines, static l => l.StartsWith("{\"entry\":", StringComparison.Ordinal));

        await Gen.Select(Gen.Int[0, 21], Gen.Int[0, 21], Gen.Int[0, 10_000], Gen.Int[0, 3]).SampleAsync(
            async (one, two, at, how) =>
            {
                var changed = lines.ToList();
                var line = changed[first + one];
                switch (how)
                {
                    case 0:
                        // One character becomes another: digits and letters stay what they are, so that the line often still reads well.
                        var place = at % line.Length;
                        changed[first + one] = line[..place] + (char)(line[place] ^ 1) + line[(place + 1)..];
                        break;
                    case 1:
                        changed.RemoveAt(first + one);
                        break;
                    case 2 when one != two:
                        (changed[first + one], changed[first + two]) = (changed[first + two], changed[first + one]);
                        break;
                    default:
                        changed.Insert(first + two, line);
                        break;
                }

                var result = await _work.VerifyAsync(changed, held);

                // Found, and told once: what only follows from a change is no fault of its own.
                Assert.Single(result.Faults);
                var isWhole = changed.Take(first + 22).SequenceEqual(lines.Take(first + 22));
                Assert.Equal(isWhole ? 1 : 0, result.HeldCheckpoints);
            },
            iter: 1000,
            threads: 1);
    }

    [Fact]
    public async Task Export_RewrittenAndSignedAnew_IsFoundOutByAHeldCheckpointOnly()
    {
        await _work.AppendAsync(10);
        var held = await _work.SignAsync();
        using var forged = new LedgerWorkshop();
        await ForgeAsync(forged);

        var lines = await forged.ExportAsync();

        Assert.True((await _work.VerifyAsync(lines)).IsSound);
        var result = await _work.VerifyAsync(lines, held);
        Assert.Contains(result.Faults, static f => f is { Kind: LedgerFaultKind.RootMismatch, Index: 10 });
    }

    [Fact]
    public async Task Export_CutBackBelowAHeldCheckpoint_IsMissingEntries()
    {
        await _work.AppendAsync(4);
        await _work.SignAsync();
        var early = await _work.ExportAsync();
        await _work.AppendAsync(4);
        var held = await _work.SignAsync();

        var result = await _work.VerifyAsync(early, held);

        Assert.Contains(result.Faults, static f => f is { Kind: LedgerFaultKind.Missing, Index: 8 });
    }

    [Fact]
    public async Task Export_WithoutItsCheckpoints_IsUncovered()
    {
        await _work.AppendAsync(4);
        var lines = await _work.ExportAsync();

        var result = await _work.VerifyAsync(lines.Where(static l => !l.Contains("\"checkpoint\"", StringComparison.Ordinal)));

        Assert.Equal(LedgerFaultKind.Uncovered, Assert.Single(result.Faults).Kind);
    }

    [Fact]
    public async Task Export_HeldAgainstAnotherLedgersCheckpoint_SaysThatNothingWasChecked()
    {
        using var other = new LedgerWorkshop();
        await other.AppendAsync(2);
        var foreign = await other.SignAsync();
        await _work.AppendAsync(2);

        var result = await _work.VerifyAsync(await _work.ExportAsync(), foreign);

        Assert.Equal(LedgerFaultKind.Unchecked, Assert.Single(result.Faults).Kind);
    }

    [Fact]
    public async Task Export_SignedByAStranger_IsFoundOut()
    {
        await _work.AppendAsync(2);
        var lines = await _work.ExportAsync();
        using var stranger = InstanceSigningKey.FromSeed("sallyport/test", [.. Enumerable.Repeat((byte)9, 32)]);
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines)));

        var result = await LedgerVerifier.VerifyAsync(stream, VerifierKey.Parse(stranger.VerifierKey), [], Cancel);

        Assert.Contains(result.Faults, static f => f.Kind == LedgerFaultKind.Signature);
    }

    [Fact]
    public async Task Payloads_Opened_AreHeldAgainstTheirCommitments()
    {
        await _work.AppendAsync(3, withPayloads: true);
        var lines = await _work.ExportAsync(opening: _work.Vault);
        var payload = Array.FindLastIndex(lines, static l => l.StartsWith("{\"payload\"", StringComparison.Ordinal));

        var sound = await _work.VerifyAsync(lines);
        (lines[payload], lines[payload - 2]) = (lines[payload - 2], lines[payload]);
        var swapped = await _work.VerifyAsync(lines);

        Assert.True(sound.IsSound, string.Join('\n', sound.Faults));
        Assert.Equal([1L, 2L], swapped.Faults.Where(static f => f.Kind == LedgerFaultKind.Payload).Select(static f => f.Index!.Value));
    }

    [Fact]
    public async Task Export_AfterTheTenantsKeyIsGone_StillVerifies()
    {
        await _work.AppendAsync(3, withPayloads: true);
        var held = await _work.SignAsync();
        _work.Vault.Dispose();

        var result = await _work.VerifyAsync(await _work.ExportAsync(), held);

        Assert.True(result.IsSound, string.Join('\n', result.Faults));
        var row = (await _work.Store.ReadEntriesAsync(_work.Tenant, 0, 1, true, Cancel)).Single();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await row.Payloads[0].OpenAsync(_work.Vault, Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("{\"format\":\"sallyport.ledger/1\",\"tenant\":\"t\",\"from\":-1,\"size\":0}")]
    [InlineData("{\"format\":\"sallyport.ledger/1\",\"tenant\":\"t\",\"from\":5,\"size\":3}")]
    public async Task Export_WithoutAHeader_IsMalformed(string header)
    {
        var result = await _work.VerifyAsync([header]);

        Assert.Equal(LedgerFaultKind.Malformed, Assert.Single(result.Faults).Kind);
    }

    [Theory]
    [InlineData("replace", LedgerFaultKind.RootMismatch, 9L)]
    [InlineData("garble", LedgerFaultKind.ForeignEntry, 5L)]
    [InlineData("remove", LedgerFaultKind.OutOfPlace, 5L)]
    [InlineData("remove two", LedgerFaultKind.OutOfPlace, 5L)]
    [InlineData("repeat", LedgerFaultKind.OutOfPlace, 6L)]
    [InlineData("swap", LedgerFaultKind.OutOfPlace, 5L)]
    [InlineData("move", LedgerFaultKind.OutOfPlace, 5L)]
    [InlineData("cut the end", LedgerFaultKind.Missing, 19L)]
    [InlineData("another size", LedgerFaultKind.Missing, 22L)]
    [InlineData("another tenant", LedgerFaultKind.Signature, null)]
    [InlineData("alter a signature", LedgerFaultKind.Signature, null)]
    [InlineData("drop the last checkpoint", LedgerFaultKind.Uncovered, 9L)]
    public async Task Export_ChangedInOnePlace_HasOneFaultThatNamesIt(string how, LedgerFaultKind kind, long? index)
    {
        await _work.AppendAsync(9);
        await _work.SignAsync();
        await _work.AppendAsync(13);
        var lines = (await _work.ExportAsync()).ToList();
        var first = lines.FindIndex(static l => l.StartsWith("{\"entry\":", StringComparison.Ordinal));
        var five = first + 5;
        switch (how)
        {
            case "replace": lines[five] = lines[five].Replace("\"segments\":5", "\"segments\":4", StringComparison.Ordinal); break;
            case "garble": lines[five] = lines[five].Replace("\"tenant\"", "\"t\"", StringComparison.Ordinal); break;
            case "remove": lines.RemoveAt(five); break;
            case "remove two": lines.RemoveRange(five, 2); break;
            case "repeat": lines.Insert(five, lines[five]); break;
            case "swap": (lines[five], lines[five + 9]) = (lines[five + 9], lines[five]); break;
            case "move": lines.Insert(five + 9, lines[five]); lines.RemoveAt(five); break;
            case "cut the end": lines.RemoveRange(lines.Count - 3, 3); break;
            case "another size": lines[0] = lines[0].Replace("\"size\":22", "\"size\":23", StringComparison.Ordinal); break;
            case "another tenant": lines[0] = lines[0].Replace(_work.Tenant.Value, "tn_0000000000000009", StringComparison.Ordinal); break;
            case "alter a signature": lines[1] = lines[1].Replace("\\n\\n", "\\n", StringComparison.Ordinal); break;
            default: lines.RemoveAt(first - 1); break;
        }

        var fault = Assert.Single((await _work.VerifyAsync(lines)).Faults);

        Assert.Equal((kind, index), (fault.Kind, fault.Index));
    }

    [Fact]
    public async Task Export_OfAnyBytes_NeverThrows()
    {
        await _work.AppendAsync(2);
        var lines = await _work.ExportAsync();

        await Gen.Select(Gen.Int[0, lines.Length - 1], Gen.String[Gen.Char, 0, 80]).SampleAsync(
            async (at, garbage) =>
            {
                var changed = lines.ToList();
                changed[at] = garbage;
                Assert.False((await _work.VerifyAsync(changed)).IsSound);
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public async Task Export_WithAnEndlessLine_IsMalformedAndBounded()
    {
        var result = await _work.VerifyAsync([new string('x', 3_000_000)]);

        Assert.Equal(LedgerFaultKind.Malformed, Assert.Single(result.Faults).Kind);
    }

    [Theory]
    [InlineData("{\"entry\":{\"index\":0,\"kind\":\"a\",\"tenant\":\"T\",\"time\":0,\"v\":1}}", true)]
    [InlineData("{\"entry\":{\"index\":0, \"kind\":\"a\",\"tenant\":\"T\",\"time\":0,\"v\":1}}", false)]
    [InlineData("{\"entry\":{\"index\" :0,\"kind\":\"a\",\"tenant\":\"T\",\"time\":0,\"v\":1}}", false)]
    [InlineData("{\"entry\":{\"index\":0,\"kind\":\"a\",\"kind\":\"b\",\"tenant\":\"T\",\"time\":0,\"v\":1}}", false)]
    [InlineData("{\"entry\":{\"kind\":\"a\",\"index\":0,\"tenant\":\"T\",\"time\":0,\"v\":1}}", false)]
    [InlineData("{\"entry\":{\"index\":0.0,\"kind\":\"a\",\"tenant\":\"T\",\"time\":0,\"v\":1}}", false)]
    [InlineData("{\"entry\":{\"index\":0,\"kind\":\"a\",\"tenant\":\"T\",\"time\":0,\"v\":1} }", false)]
    [InlineData("{\"entry\":{\"facts\":[1,2,{\"a\":1,\"b\":[]}],\"index\":0,\"kind\":\"a\",\"tenant\":\"T\",\"time\":0,\"v\":1}}", true)]
    public void Entry_OfTheVerifier_MustBeCanonical(string line, bool canonical)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(line["{\"entry\":".Length..^1]);

        Assert.Equal(canonical, ExportedEntry.TryRead(bytes, out _));
    }

    [Fact]
    public async Task Proof_OfAnEntry_HoldsAloneAndForItsEntryOnly()
    {
        await _work.AppendAsync(11);

        var proof = await LedgerProof.ForEntryAsync(_work.Store, _work.Publisher, _work.Tenant, 6, Cancel);
        var json = proof!.ToJson();

        Assert.True(LedgerVerifier.VerifyProof(json, _work.PublicKey).IsSound);
        Assert.Null(await LedgerProof.ForEntryAsync(_work.Store, _work.Publisher, _work.Tenant, 11, Cancel));
        Assert.False(LedgerVerifier.VerifyProof((proof with { Index = 5 }).ToJson(), _work.PublicKey).IsSound);
        var other = await LedgerProof.ForEntryAsync(_work.Store, _work.Publisher, _work.Tenant, 5, Cancel);
        Assert.False(LedgerVerifier.VerifyProof((proof with { Path = other!.Path }).ToJson(), _work.PublicKey).IsSound);
        Assert.False(LedgerVerifier.VerifyProof((proof with { Entry = other.Entry }).ToJson(), _work.PublicKey).IsSound);
        Assert.False(LedgerVerifier.VerifyProof("{", _work.PublicKey).IsSound);
    }

    [Fact]
    public async Task Reader_OfATenant_FindsExchangesAndOpensPayloads()
    {
        await _work.AppendAsync(5, withPayloads: true);
        var reader = new LedgerReader(_work.Store, _work.Vault);

        var entry = Assert.Single(await reader.FindExchangeAsync("ex_3", Cancel));
        var newest = await reader.ReadNewestAsync(null, 2, null, Cancel);

        Assert.Equal("secret 3", System.Text.Encoding.UTF8.GetString(await reader.OpenPayloadAsync(entry.Payloads[0], TestContext.Current.CancellationToken)));
        Assert.Equal((3L, "exchange", "ak_0000000000000000"), (entry.Index, entry.Kind, entry.Principal));
        Assert.Equal("redact", entry.Fact("verdict")?.GetString());
        Assert.Equal([4L, 3L], newest.Select(static e => e.Index));
        Assert.Equal(5, await reader.CountAsync(Cancel));
    }

    [Fact]
    public async Task Reader_OfAnEntryThatWasMoved_Refuses()
    {
        await _work.AppendAsync(3);
        var rows = await _work.Store.ReadEntriesAsync(_work.Tenant, 0, 3, false, Cancel);
        _work.Store.Tamper(_work.Tenant, 1, row => row with { Body = rows[2].Body });
        var reader = new LedgerReader(_work.Store, _work.Vault);

        await Assert.ThrowsAsync<InvalidDataException>(async () => await reader.ReadAsync(0, 3, Cancel));
    }

    private async Task ForgeAsync(LedgerWorkshop forged)
    {
        // The same tenant, other entries, the same key: what a server's thief can make.
        await using var writer = await forged.OpenWriterAsync();
        for (var i = 0; i < 12; i++)
        {
            await writer.AppendAsync(_work.Tenant, new LedgerDraft { Kind = LedgerKinds.Exchange, Exchange = "ex_forged" }, Durability.Strict, Cancel);
        }

        forged.Tenant = _work.Tenant;
    }
}
