using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Sallyport.Detection;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Exchanges;
using Sallyport.Gateway.Tests.Wires;
using Sallyport.Masking;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Tenancy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Gateway.Tests.Exchanges;

/// <summary>
/// Random streams of every dialect (text, reasoning, tool calls, several choices), cut anywhere in their bytes, through the relay and the
/// rule detectors of the first-run policy. What the client ends with is read by <see cref="Wire"/>, which shares no code with the gateway.
/// </summary>
public sealed class StreamRelayProperties
{
    private const int Iterations = 150;
    private const string Key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA7bq2xvT9";

    private static readonly string[] s_clean =
        ["It was ", "a dark ", "night, ", "café ", "😀 ", "S3 ", "version 1.24.0 ", "in 2024 ", "\"quoted\" ", "back\\slash ", "line\n", "if (x < 3) ", "日本語 "];

    private static readonly string[] s_secret = ["jane.doe@example.org", "4111 1111 1111 1111", "AKIAIOSFODNN7REALKEY", "GB82 WEST 1234 5698 7654 32", Key];

    private static readonly MaskTable s_masks = new(RandomNumberGenerator.GetBytes(32));

    [Theory]
    [InlineData("chat")]
    [InlineData("responses")]
    [InlineData("messages")]
    public void Invariant1_CleanStreamHoweverCut_LeavesByteForByte(string name)
    {
        var wire = WireOf(name);
        var scope = ScopeOf(PolicyPresets.Text(PolicyPresets.FirstRun));

        Gen.Select(Answers(wire, s_clean), Gen.Int[1, 400].Array[1, 40]).Sample((parts, cuts) =>
        {
            var stream = Encoding.UTF8.GetBytes(string.Concat(wire.Events(parts)));

            var (received, state) = Relay(wire, scope, stream, cuts);

            Assert.Equal(RelayState.Ended, state);
            Assert.Equal(Encoding.UTF8.GetString(stream), Encoding.UTF8.GetString(received));
        }, iter: Iterations, threads: 1);
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("responses")]
    [InlineData("messages")]
    public void Invariant1_DirtyStreamHoweverCut_GivesWhatTheWholeTextGives(string name)
    {
        var wire = WireOf(name);
        var scope = ScopeOf(PolicyPresets.Text(PolicyPresets.FirstRun));

        Gen.Select(Answers(wire, [.. s_clean, .. s_secret]), Gen.Int[1, 400].Array[1, 40]).Sample((parts, cuts) =>
        {
            var stream = Encoding.UTF8.GetBytes(string.Concat(wire.Events(parts)));
            var expected = Expected(wire, scope, parts);

            var (received, state) = Relay(wire, scope, stream, cuts);

            var raw = Encoding.UTF8.GetString(received);
            Assert.Equal(RelayState.Ended, state);
            Assert.Equal(expected, wire.Read(raw));
            AssertAbsent(expected, raw);
        }, iter: Iterations, threads: 1);
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("responses")]
    [InlineData("messages")]
    public void Invariant1_BlockedStreamHoweverCut_GivesNothingBehindTheCut(string name)
    {
        var wire = WireOf(name);
        var scope = ScopeOf("""
            version: 1
            name: blocking
            guards:
              - {name: all, findings: [pii, secret], on: output, action: block}
            """);

        Gen.Select(Answers(wire, [.. s_clean, .. s_secret]), Gen.Int[1, 400].Array[1, 40]).Sample((parts, cuts) =>
        {
            var stream = Encoding.UTF8.GetBytes(string.Concat(wire.Events(parts)));
            var expected = Expected(wire, scope, parts);

            var (received, state) = Relay(wire, scope, stream, cuts);

            var raw = Encoding.UTF8.GetString(received);
            Assert.Equal(state is RelayState.Cut, wire.IsBlocked(raw));
            Assert.Contains(state, new[] { RelayState.Ended, RelayState.Cut });
            AssertAbsent(expected, raw);
            foreach (var (key, text) in wire.Read(raw))
            {
                Assert.StartsWith(text, expected.GetValueOrDefault(key, ""), StringComparison.Ordinal);
            }
        }, iter: Iterations, threads: 1);
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("responses")]
    [InlineData("messages")]
    public void Relay_StreamThatEndsAnywhere_IsNeverANormalEnd(string name)
    {
        var wire = WireOf(name);
        var scope = ScopeOf(PolicyPresets.Text(PolicyPresets.FirstRun));

        Gen.Select(Answers(wire, [.. s_clean, .. s_secret]), Gen.Int[0, 10_000]).Sample((parts, at) =>
        {
            var stream = Encoding.UTF8.GetBytes(string.Concat(wire.Events(parts)));
            var end = wire.Events(parts)[^1];
            var kept = at % (stream.Length - Encoding.UTF8.GetByteCount(end));

            var (received, state) = Relay(wire, scope, stream[..kept], [64]);

            var raw = Encoding.UTF8.GetString(received);
            Assert.Equal(RelayState.Failed, state);
            Assert.True(wire.IsBroken(raw));
            Assert.False(wire.IsFinished(raw));
            AssertAbsent(Expected(wire, scope, parts), raw);
        }, iter: Iterations, threads: 1);
    }

    private static Wire WireOf(string name) => Wire.All.Single(wire => wire.Name == name);

    // Some of: reasoning, text, two calls; in one or two choices where the wire has choices.
    private static Gen<ScriptPart[]> Answers(Wire wire, string[] words)
    {
        var text = Gen.Int[0, words.Length - 1].Select(i => words[i]).Array[1, 10].Select(string.Concat);
        var pieces = Gen.Select(text, Gen.Int[1, 12].Array[1, 12]).Select((whole, sizes) => Pieces(whole, sizes));
        var call = Gen.Select(text, Gen.Int[1, 12].Array[1, 12]).Select((whole, sizes) => Pieces($$"""{"to":{{System.Text.Json.JsonSerializer.Serialize(whole)}},"n":1}""", sizes));
        var choice = Gen.Select(pieces, pieces, call, call, Gen.Int[1, 15]).Select((reasoning, said, first, second, which) =>
        {
            ScriptPart[] all = [new(ScriptKind.Reasoning, reasoning), new(ScriptKind.Text, said), new(ScriptKind.Call, first), new(ScriptKind.Call, second)];
            return all.Where((_, i) => (which & (1 << i)) != 0).ToArray();
        });
        return wire == Wire.Chat
            ? Gen.Select(choice, choice, Gen.Bool).Select((first, second, both) => both ? [.. first, .. second.Select(part => part with { Choice = 1 })] : first)
            : choice;
    }

    private static string[] Pieces(string whole, int[] sizes)
    {
        var pieces = new List<string>();
        var at = 0;
        for (var n = 0; at < whole.Length; n++)
        {
            var end = Math.Min(whole.Length, at + sizes[n % sizes.Length]);

            // A wire of UTF-8 JSON can't carry half a surrogate pair as it stands.
            end += end < whole.Length && char.IsLowSurrogate(whole[end]) ? 1 : 0;
            pieces.Add(whole[at..end]);
            at = end;
        }

        return [.. pieces];
    }

    private static (byte[] Received, RelayState State) Relay(Wire wire, ExchangeScope scope, byte[] stream, int[] cuts)
    {
        // No scripted stream carries an opaque item, so nothing asks the vault.
        var dialect = RouteDialects.Of(wire.Route);
        using var guards = new AnswerGuards(scope, InspectionScope.Empty, null!, dialect.RepeatsText);
        using var relay = new StreamRelay(dialect, guards, (kind, message) => new Refusal(kind, message, scope.Id));
        var received = new ArrayBufferWriter<byte>();
        var at = 0;
        for (var n = 0; at < stream.Length; n++)
        {
            var end = Math.Min(stream.Length, at + cuts[n % cuts.Length]);
            relay.Append(stream.AsSpan(at, end - at), received);
            at = end;
        }

        relay.Complete(received);
        return (received.WrittenSpan.ToArray(), relay.State);
    }

    // Each text by itself, whole, through the same guard.
    private static Dictionary<string, string> Expected(Wire wire, ExchangeScope scope, ScriptPart[] parts)
    {
        var expected = new Dictionary<string, string>();
        for (var i = 0; i < parts.Length; i++)
        {
            var kind = parts[i].Kind switch
            {
                ScriptKind.Text => ChannelKind.Text,
                ScriptKind.Reasoning => ChannelKind.Reasoning,
                _ => ChannelKind.ToolArguments,
            };
            var guard = new ChannelGuard(scope.Plans.ForOutput(kind), InspectionScope.Empty, s_masks);
            using AnswerChannel channel = kind is ChannelKind.ToolArguments ? new HeldArguments(default, guard) : new StreamedText(default, guard);
            channel.Append(parts[i].Whole);
            channel.Complete();
            var text = new ArrayBufferWriter<char>();
            var end = Math.Min(channel.Length, channel.Cut?.Offset ?? channel.Length);
            if (channel.IsEdited(0, channel.Length))
            {
                channel.Write(0, end, text);
            }
            else
            {
                text.Write(parts[i].Whole.AsSpan(0, end));
            }

            expected[wire.KeyOf(parts, i)] = new string(text.WrittenSpan);
        }

        return expected;
    }

    private static void AssertAbsent(Dictionary<string, string> expected, string raw)
    {
        foreach (var secret in s_secret)
        {
            var head = secret.Split('\n')[^1];
            if (expected.Values.All(text => !text.Contains(head, StringComparison.Ordinal)))
            {
                Assert.DoesNotContain(head, raw, StringComparison.Ordinal);
            }
        }
    }

    private static ExchangeScope ScopeOf(string policy)
    {
        var snapshot = PolicySnapshot.Compile(PolicyReader.Read(policy).Document!, 0, StandardDetectors.All, TimeProvider.System);
        return new ExchangeScope
        {
            Id = ExchangeId.New(TimeProvider.System),
            Principal = new Principal(TenantId.New(), KeyId.New(), null, Scopes.Infer),
            Policy = snapshot,
            Plans = snapshot.PlansFor(new PlanContext("gpt-x")),
            Input = InspectionScope.Empty,
            Memory = new SegmentMemory(TimeProvider.System),
            Masks = s_masks,
        };
    }
}
