using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sallyport.Ledger;
using Sallyport.Ledger.Verification;
using Sallyport.Tenancy;
using Sallyport.TestKit.Ledger;
using Xunit;

namespace Sallyport.Tests.Ledger;

/// <summary>A ledger's services over a store in memory.</summary>
internal sealed class LedgerWorkshop : IDisposable
{
    private readonly SecretBytes _tenantKey = SecretBytes.Random(TenantVault.KeyLength);

    public LedgerWorkshop(params ICheckpointSink[] sinks)
    {
        Publisher = new CheckpointPublisher(Store, Key, sinks, Time);
        Export = new LedgerExport(Store, Publisher, Key);
        Vault = new TenantVault(Tenant, _tenantKey);
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public TenantId Tenant { get; set; } = TenantId.New();

    public MemoryLedgerStore Store { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    public InstanceSigningKey Key { get; } = InstanceSigningKey.FromSeed("sallyport/test", new byte[32]);

    public VerifierKey PublicKey => VerifierKey.Parse(Key.VerifierKey);

    public CheckpointPublisher Publisher { get; private set; }

    public LedgerExport Export { get; private set; }

    public TenantVault Vault { get; }

    public Task<LedgerWriter> OpenWriterAsync() => LedgerWriter.OpenAsync(Store, new LedgerWriterOptions(), TimeProvider.System, null, Cancel);

    public async Task AppendAsync(int count, bool withPayloads = false)
    {
        await using var writer = await OpenWriterAsync();
        for (var i = 0; i < count; i++)
        {
            var draft = new LedgerDraft { Kind = LedgerKinds.Exchange, Exchange = $"ex_{i}", Principal = "ak_0000000000000000" };
            draft.Facts.Add("verdict", i % 3 == 0 ? "redact" : "allow").Add("segments", i);
            if (withPayloads)
            {
                draft.Attach(SealedPayload.Seal(Vault, "detail", Encoding.UTF8.GetBytes("secret " + i)));
            }

            await writer.AppendAsync(Tenant, draft, i == count - 1 ? Durability.Strict : Durability.Batched, Cancel);
        }
    }

    public async Task<SignedCheckpoint> SignAsync() => Read((await Publisher.SignAsync(Tenant, Cancel)).Note);

    public SignedCheckpoint Read(string note)
    {
        Assert.True(SignedCheckpoint.TryRead(note, PublicKey, out var checkpoint));
        return checkpoint;
    }

    /// <summary>Signs without any memory of before, as whoever stole the key would.</summary>
    public void ForgetWhatWasSigned()
    {
        Publisher.Dispose();
        Publisher = new CheckpointPublisher(Store, Key, [], Time);
        Export = new LedgerExport(Store, Publisher, Key);
    }

    public async Task<string[]> ExportAsync(long from = 0, TenantVault? opening = null)
    {
        using var stream = new MemoryStream();
        await Export.WriteAsync(Tenant, stream, from, opening, Cancel);
        return Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n');
    }

    public async Task<LedgerVerification> VerifyAsync(IEnumerable<string> lines, params SignedCheckpoint[] held)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        return await LedgerVerifier.VerifyAsync(stream, PublicKey, held, Cancel);
    }

    public void Dispose()
    {
        Publisher.Dispose();
        Key.Dispose();
        Vault.Dispose();
        _tenantKey.Dispose();
    }
}
