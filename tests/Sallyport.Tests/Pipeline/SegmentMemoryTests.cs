using Microsoft.Extensions.Time.Testing;
using Sallyport.Detection;
using Sallyport.Masking;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Tenancy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Pipeline;

/// <summary>An agent's history is read once: what the memory tells of it afterwards is what reading it again would.</summary>
public sealed class SegmentMemoryTests
{
    private static readonly string Turn = string.Concat(Enumerable.Repeat("One of the earlier turns of this talk. ", 10));
    private static readonly string TurnWithRun = Turn + " xxxx " + Turn;

    private readonly CountedDetector _detector = new(new RunDetector("x", 'x', 3));
    private readonly FakeTimeProvider _time = new(new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Run_SameSegmentAgain_IsNotReadAgain()
    {
        var scope = Scope("observe", "redact");

        var first = await RunAsync(scope, Turn, "new");
        var opened = _detector.Opened;
        var second = await RunAsync(scope, Turn);

        Assert.Equal(Coverage.Passed, first.Segments[0].Coverage);
        Assert.Equal(Coverage.Passed, second.Segments[0].Coverage);
        Assert.Equal(opened, _detector.Opened);
    }

    [Fact]
    public async Task Run_OneCharacterChanged_IsReadAgain()
    {
        var scope = Scope("observe", "redact");
        await RunAsync(scope, Turn);
        var opened = _detector.Opened;

        await RunAsync(scope, Turn[..^1] + "!");

        Assert.Equal(opened + 1, _detector.Opened);
    }

    [Fact]
    public async Task Run_ObservedFindings_AreRememberedWithTheirPlaces()
    {
        var scope = Scope("observe", "redact");

        var first = await RunAsync(scope, TurnWithRun);
        var opened = _detector.Opened;
        var second = await RunAsync(scope, TurnWithRun);

        Assert.NotEmpty(first.Segments[0].Findings.Kept);
        Assert.Equal(first.Segments[0].Findings.Kept, second.Segments[0].Findings.Kept);
        Assert.Equal(1, second.Segments[0].Findings.Total);
        Assert.Equal(opened, _detector.Opened);
    }

    [Theory]
    [InlineData("redact")]
    [InlineData("mask")]
    [InlineData("block")]
    public async Task Run_EnforcedFindings_AreActedOnEachTime(string action)
    {
        var scope = Scope("enforce", action);

        var first = (await RunAsync(scope, TurnWithRun)).Segments[0];
        var second = (await RunAsync(scope, TurnWithRun)).Segments[0];

        Assert.Equal(first.Edited, second.Edited);
        Assert.Equal(first.BlockedBy, second.BlockedBy);
        Assert.True(second.Edited is not null || second.BlockedBy is not null);
    }

    [Fact]
    public async Task Run_ExceptionHasEnded_IsActedOn()
    {
        ValueDigest.TryCompute("xxxx", out var digest);
        var scope = Scope("enforce", "redact", $"exceptions: [{{findings: [test.x], value_sha256: {digest}, reason: test, expires: 2027-01-02}}]\n");

        var excused = (await RunAsync(scope, TurnWithRun)).Segments[0];
        _time.Advance(TimeSpan.FromDays(3));
        var ended = (await RunAsync(scope, TurnWithRun)).Segments[0];

        Assert.Null(excused.Edited);
        Assert.Contains("[REDACTED:test.x]", ended.Edited, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OtherKnownSecrets_IsReadAgain()
    {
        var scope = Scope("observe", "redact");
        await RunAsync(scope, Turn);
        var opened = _detector.Opened;

        await RunAsync(scope with { Input = new() { KnownSecrets = KnownSecretSet.Create(["another-secret"]) } }, Turn);

        Assert.Equal(opened + 1, _detector.Opened);
    }

    private static ValueTask<InputInspection> RunAsync(ExchangeScope scope, params string[] texts) => InputInspection.RunAsync(
        scope,
        [.. texts.Select((text, index) => new Segment(index, Origin.User, Trust.User, Form.Text, text.AsMemory()))],
        turn: null,
        TestContext.Current.CancellationToken);

    private ExchangeScope Scope(string mode, string action, string more = "")
    {
        var policy = $"version: 1\nname: test\nmode: {mode}\nguards: [{{name: runs, findings: [test.x], on: input, action: {action}}}]\n{more}";
        var reading = PolicyReader.Read(policy, [.. _detector.Kinds]);
        Assert.True(reading.Document is not null, string.Join('\n', reading.Problems));
        var snapshot = PolicySnapshot.Compile(reading.Document, 1, [_detector], _time);
        return new()
        {
            Id = ExchangeId.New(),
            Principal = new(TenantId.New(), KeyId.New(), null, Scopes.Infer),
            Policy = snapshot,
            Plans = snapshot.PlansFor(new("m")),
            Input = InspectionScope.Empty,
            Memory = new SegmentMemory(_time),
            Masks = new MaskTable(new byte[32]),
        };
    }
}
