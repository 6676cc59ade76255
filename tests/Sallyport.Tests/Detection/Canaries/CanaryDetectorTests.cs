using CsCheck;
using Sallyport.Detection;
using Sallyport.Detection.Canaries;
using Sallyport.Isolation;
using Sallyport.Policy;
using Sallyport.Pipeline;
using Sallyport.Tenancy;
using Sallyport.Tests.Isolation;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Detection.Canaries;

public sealed class CanaryDetectorTests : IDisposable
{
    private static readonly TenantId Mine = TenantId.New();
    private static readonly TenantId Theirs = TenantId.New();

    private readonly CanaryKey _key = TestCanaries.Key(7);
    private readonly CanaryDetector _detector = new();
    private readonly InspectionScope _scope;

    public CanaryDetectorTests() => _scope = new InspectionScope { Canaries = new CanaryWatch(_key, Mine) };

    public void Dispose() => _key.Dispose();

    [Fact]
    public void Token_OfAnother_IsABreach_AndOnesOwnACanary()
    {
        var text = $"a {_key.TokenOf(Theirs)} and {_key.TokenOf(Mine)}.";

        var found = DetectorProperties.Scan(_detector, text, _scope);

        Assert.Equal([CanaryKinds.Breach, CanaryKinds.Own], found.Select(static finding => finding.Kind));
        Assert.Equal(new TextSpan(2, 2 + CanaryToken.Length), found[0].Span);
    }

    [Fact]
    public void Token_UnderAnotherKey_IsNothing()
    {
        using var other = TestCanaries.Key(8);

        Assert.Empty(DetectorProperties.Scan(_detector, other.TokenOf(Theirs), _scope));
        Assert.Empty(DetectorProperties.Scan(_detector, _key.TokenOf(Theirs), InspectionScope.Empty));
    }

    [Fact]
    public void Cutting_ChangesNothing()
    {
        var theirs = _key.TokenOf(Theirs);
        var texts = DetectorProperties.TextsOf("zqcanary", theirs, theirs.ToUpperInvariant(), string.Join(' ', theirs.AsEnumerable()), string.Join("\u200b", theirs.AsEnumerable()), "jazz", "zq", theirs[..20], _key.TokenOf(Mine));

        DetectorProperties.HoldFor(_detector, texts, _scope);
    }

    [Fact]
    public void Token_HowEverItIsParted_IsFound()
    {
        var gap = Gen.OneOf(Gen.Const(""), Gen.OneOf(" ", "\n", "-", "\u200b", "\u00ad", ". ", "_ _").Array[0, 5].Select(string.Concat));
        Gen.Select(gap.Array[CanaryToken.Length], Gen.Bool, (gaps, upper) =>
        {
            var token = upper ? _key.TokenOf(Theirs).ToUpperInvariant() : _key.TokenOf(Theirs);
            return "x" + string.Concat(token.Select((c, i) => c + gaps[i]));
        }).Sample(text => Assert.Equal(CanaryKinds.Breach, Assert.Single(DetectorProperties.Scan(_detector, text, _scope)).Kind));
    }

    [Theory]
    [InlineData("enforce", "flag")]
    [InlineData("observe", "block")]
    public void Breach_IsBlockedWhateverPolicySays(string mode, string action)
    {
        var value = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(_key.TokenOf(Theirs))));
        var policy = PolicyReader.Read($$"""
            version: 1
            name: lax
            mode: {{mode}}
            guards:
              - {name: all, findings: [any], on: both, action: {{action}}}
            exceptions:
              - {findings: [any], value_sha256: {{value}}, reason: a try, expires: 2099-01-01}
            """);
        var document = policy.Document;
        Assert.True(document is not null, string.Join('\n', policy.Problems));
        var plan = PolicySnapshot.Compile(document, 0, [.. RuleDetectors.All, _detector], TimeProvider.System).PlansFor(new("m")).ForOutput(ChannelKind.Text);

        Assert.Equal("isolation", CutOf(plan, $"It says {_key.TokenOf(Theirs)}.")?.Guard);
        Assert.Equal("isolation", CutOf(plan, $"It says {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(_key.TokenOf(Theirs)))}.")?.Guard);
        Assert.Null(CutOf(plan, $"It says {_key.TokenOf(Mine)}."));
    }

    [Fact]
    public void Breach_InAStream_HasNothingOfTheTokenLeave()
    {
        var plan = PolicySnapshot.Compile(PolicyReader.Read("version: 1\nname: none\nguards: []\n").Document!, 0, [_detector], TimeProvider.System).PlansFor(new("m")).ForOutput(ChannelKind.Text);
        var text = $"Dear customer, {_key.TokenOf(Theirs)} and so on.";
        Gen.Int[1, 9].Array[1, 20].Sample(sizes =>
        {
            using var guard = new ChannelGuard(plan, _scope);
            for (var (at, i) = (0, 0); at < text.Length; i++)
            {
                var size = Math.Min(sizes[i % sizes.Length], text.Length - at);
                guard.Append(text.AsSpan(at, size));
                at += size;
                Assert.True(guard.ClearTo <= 15, "Something of the token may leave.");
            }

            guard.Complete();
            Assert.Equal(15, guard.Cut?.Offset);
        });
    }

    private Cut? CutOf(GuardPlan plan, string text)
    {
        using var guard = new ChannelGuard(plan, _scope);
        guard.Append(text);
        guard.Complete();
        return guard.Cut;
    }
}
