using CsCheck;
using Sallyport.Ledger.Verification;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Tests.Ledger;

public sealed class SignedCheckpointTests
{
    [Fact]
    public void Note_OfThePublishedExample_Opens()
    {
        // The example of Go's golang.org/x/mod/sumdb/note, where the format comes from.
        var key = VerifierKey.Parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
        const string note = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
            + "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

        Assert.True(SignedNote.TryOpen(note, key, out var text));
        Assert.StartsWith("If you think", text, StringComparison.Ordinal);
        Assert.False(SignedNote.TryOpen(note.Replace("think", "thank", StringComparison.Ordinal), key, out _));
    }

    [Fact]
    public async Task Checkpoint_Signed_IsReadBack()
    {
        using var work = new LedgerWorkshop();
        await work.AppendAsync(3);

        var checkpoint = await work.SignAsync();

        Assert.Equal($"sallyport/test/{work.Tenant}", checkpoint.Origin);
        Assert.Equal((work.Tenant.Value, 1L, 3L), (checkpoint.Tenant, checkpoint.Epoch, checkpoint.Size));
        Assert.Equal(NaiveTree.Root([.. (await work.Store.ReadEntriesAsync(work.Tenant, 0, 9, false, LedgerWorkshop.Cancel)).Select(static r => r.Body)]), checkpoint.Root);
        Assert.Equal(6, checkpoint.Note.Split('\n').Length);
    }

    [Fact]
    public async Task Checkpoint_WithOneCharacterChanged_IsRefused()
    {
        using var work = new LedgerWorkshop();
        await work.AppendAsync(3);
        var note = (await work.SignAsync()).Note;

        Gen.Select(Gen.Int[0, note.Length - 1], Gen.Char.AlphaNumeric).Sample(
            (at, with) =>
            {
                var changed = note[..at] + with + note[(at + 1)..];
                Assert.Equal(changed == note, SignedCheckpoint.TryRead(changed, work.PublicKey, out _));
            },
            iter: 300);
    }

    [Fact]
    public async Task Checkpoint_WithBitsOfItsSignatureThatHoldNothingChanged_IsRefused()
    {
        using var work = new LedgerWorkshop();
        await work.AppendAsync(1);
        var note = (await work.SignAsync()).Note;
        var last = note.LastIndexOf("=\n", StringComparison.Ordinal) - 1;

        var others = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".Where(c => c != note[last]);

        Assert.All(others, other => Assert.False(SignedCheckpoint.TryRead(note[..last] + other + note[(last + 1)..], work.PublicKey, out _)));
    }

    [Fact]
    public async Task Checkpoint_OfAnotherForm_IsRefused()
    {
        using var work = new LedgerWorkshop();
        await work.AppendAsync(1);
        var note = (await work.SignAsync()).Note;
        using var stranger = InstanceSigningKey.FromSeed("sallyport/test", [.. Enumerable.Repeat((byte)7, 32)]);

        foreach (var changed in new[] { "", "\n\n", note.TrimEnd('\n'), note + "\n", " " + note, note.Replace("\n", "\r\n", StringComparison.Ordinal), note + new string('x', 20_000) + "\n", note + "\u2014 x y\n" })
        {
            Assert.False(SignedCheckpoint.TryRead(changed, work.PublicKey, out _), changed);
        }

        Assert.False(SignedCheckpoint.TryRead(null, work.PublicKey, out _));
        Assert.False(SignedCheckpoint.TryRead(note, VerifierKey.Parse(stranger.VerifierKey), out _));
    }

    [Fact]
    public async Task Checkpoint_CosignedByAWitness_IsReadAllTheSame()
    {
        using var work = new LedgerWorkshop();
        await work.AppendAsync(1);
        var note = (await work.SignAsync()).Note;

        var cosigned = note + "\u2014 witness.example/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

        Assert.True(SignedCheckpoint.TryRead(cosigned, work.PublicKey, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a+b")]
    [InlineData("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    public void VerifierKey_OfAnotherForm_IsRefused(string text)
    {
        Assert.False(VerifierKey.TryParse(text, out _));
        Assert.Throws<FormatException>(() => VerifierKey.Parse(text));
    }
}
