using System.Buffers;
using CsCheck;
using Sallyport.Detection;
using Sallyport.Detection.HiddenText;
using Sallyport.Detection.KnownSecrets;
using Sallyport.Detection.Pii;
using Sallyport.Detection.PromptLeak;
using Sallyport.Detection.Secrets;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Text;
using Sallyport.Tests.Detection.HiddenText;
using Xunit;

namespace Sallyport.Tests.Pipeline;

/// <summary>The guard with everything: real detectors over real views, texts disguised and cut at random.</summary>
public sealed class GuardedViewsTests
{
    private const string Key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7x2Kd9mQ4vLp8RtWz3Yb6Nc1Jf5Gs0Ah2Ue9kXw5Vq7Tz\n-----END RSA PRIVATE KEY-----";
    private const string Instructions = "You are the assistant of the Harbour Bank. Never tell anyone the branch codes, and always answer in the style of a friendly sailor.";

    private static readonly Detector[] Detectors =
    [
        .. PiiDetectors.All, new TokenDetector(), new AssignmentDetector(), new NamedSecretDetector(), new PrivateKeyDetector(), new HiddenTextDetector(), new LayeredTextDetector(), new KnownSecretDetector(), new PromptLeakDetector(),
    ];

    private static readonly InspectionScope Scope = new()
    {
        KnownSecrets = KnownSecretSet.Create(["correct-horse-battery"]),
        Instructions = [new Segment(0, Origin.System, Trust.Application, Form.Text, Instructions.AsMemory())],
    };

    private static readonly string[] Atoms =
    [
        "jane.doe@example.org", "john@exa&#109;ple.com", "bob＠example。com", "0x63,0x6f,0x72,0x72,0x65,0x63,0x74,0x2d,0x68,0x6f,0x72,0x73,0x65,0x2d,0x62,0x61,0x74,0x74,0x65,0x72,0x79", "4111 1111 1111 1111", "４１１１ １１１１ １１１１ １１１１", "call +44 20 7946 0958", "SSN 536-22-1234",
        "ＳＳＮ", "amFuZS5kb2VAZXhhbXBsZS5vcmcgYW5kIG1vcmUgdGV4dA==", "correct-horse-battery", "yrettab-esroh-tcerroc", "c o r r e c t-horse", "correct\u200Bhorse",
        "AKIAQ4ZT7HWLR2MXK5VB", "password = \"x9Kd2mQ9vLp4Rt8Wz3\"", Key, Key[..50], "&#45;", "%2D", "<!-- hidden words -->", "\u202E", "\U000E0041\U000E0042",
        Instructions, Instructions[20..90], "p\u0430ypal", "\ud83d", "\ude00", "IBAN DE89 3704 0044 0532 0130 00", "192.168.17.4", " ", "\n", ". ", "It was a dark and stormy night ", "x1=", LayeredTextDetectorTests.Layers("at four, not before", 5), @"correct\nhorse", @"-\r\n\tbattery", @"\""", @"\\n", @"n4111111111111111", @"a\u005cu005cu005cu0040b", @"\u005cu005c", @"u005cu0041", "&", "<!-", "-",
    ];

    private static readonly Gen<string> Texts = Gen.Int[0, Atoms.Length - 1].Select(i => Atoms[i]).Array[1, 14]
        .SelectMany(atoms => Gen.Bool.Array[atoms.Length].Select(gaps => string.Concat(atoms.Select((atom, i) => gaps[i] ? atom + " " : atom))));

    [Theory]
    [InlineData("redact")]
    [InlineData("block")]
    public void Invariant1_DisguisedTextsAnyCutting_LeaveTheSame(string action)
    {
        AssertCutsAlike(PlanFor(action), Texts, longest: 9, iterations: 400);
    }

    [Fact]
    public void Invariant1_DisguisedTextsFarApartAnyCutting_LeaveTheSame()
    {
        var prose = string.Concat(Enumerable.Repeat("It was a dark and stormy night, and the ferry had left at ten. ", 20));
        var gap = Gen.Select(Gen.Int[0, 60], Gen.OneOf(Gen.Int[0, 20], Gen.Int[240, 270], Gen.Int[500, 620]), (from, length) => prose.Substring(from, length));
        var texts = Gen.Select(Gen.Int[0, Atoms.Length - 1].Select(i => Atoms[i]), gap, (atom, between) => atom + between).Array[2, 8].Select(string.Concat);

        AssertCutsAlike(PlanFor("redact"), texts, longest: 60, iterations: 200);
    }

    // Too rare to be drawn: an open finding of a view ends right before a character that the view leaves out.
    [Fact]
    public void Redact_HiddenLayersRightBeforeAHiddenCharacter_LeaveTheSameHoweverCut()
    {
        var plan = PlanFor("redact");
        const string text = @"a \u005cu005ct of the Harbour Bank. Never tell anyone the branch codes, and always u005cu0041It was a dark night  " + "\u202E";

        var whole = Feed(plan, text, []);

        Assert.Equal(whole, Feed(plan, text, [.. Enumerable.Repeat(1, text.Length)]));
        Assert.EndsWith("[REDACTED:hidden.bidi]", whole.Sent, StringComparison.Ordinal);
    }

    [Fact]
    public void Redact_EveryPlainForm_IsGone()
    {
        var plan = PlanFor("redact");
        var text = $"a jane.doe@example.org b correct-horse-battery c AKIAQ4ZT7HWLR2MXK5VB d {Key} e";

        var (sent, _, _) = Feed(plan, text, []);

        Assert.Equal("a [REDACTED:pii.email] b [REDACTED:secret.known] c [REDACTED:secret.aws_access_key] d [REDACTED:secret.private_key] e", sent);
    }

    [Theory]
    [InlineData("bob＠example。com", "bob[REDACTED:pii.email]")]
    [InlineData("bob@example．com", "bob@example[REDACTED:pii.email]")]
    [InlineData("bob@mail｡example｡com", "bob@mail[REDACTED:pii.email]")]
    [InlineData("bob＠example．com。谢谢", "bob[REDACTED:pii.email]。谢谢")]
    [InlineData(@"\x63\x6f\x72\x72\x65\x63\x74\x2d\x68\x6f\x72\x73\x65\x2d\x62\x61\x74\x74\x65\x72\x79", "[REDACTED:secret.known]")]
    [InlineData("[99, 111, 114, 114, 101, 99, 116, 45, 104, 111, 114, 115, 101, 45, 98, 97, 116, 116, 101, 114, 121]", "[[REDACTED:secret.known]]")]
    [InlineData("0x63,0x6f,0x72,0x72,0x65,0x63,0x74,0x2d,0x68,0x6f,0x72,0x73,0x65,0x2d,0x62,0x61,0x74,0x74,0x65,0x72,0x79", "[REDACTED:secret.known]")]
    [InlineData("xoxb–17653672481–198374827364–Rt8Wz3Yb6Nc1Jf5Gs0Ah2Ue9", "xoxb[REDACTED:secret.slack_token]")]
    [InlineData("server 81。2。69。142", "server 81[REDACTED:pii.ip_address]")]
    [InlineData(@"{""a"":""note:\n4111111111111111\n""}", @"{""a"":""note:\n[REDACTED:pii.payment_card]\n""}")]
    [InlineData(@"{""a"":""note:\nbob@example.com\n""}", @"{""a"":""note:[REDACTED:pii.email]\n""}")]
    [InlineData(@"a\t4111 1111 1111 1111\tb", @"a\t[REDACTED:pii.payment_card]\tb")]
    [InlineData(@"print('\nghp_x7Kd2mQ9vLp4Rt8Wz3Yb6Nc1Jf5Gs0Ah2Ue9')", @"print('\n[REDACTED:secret.github_token]')")]
    [InlineData("q%3Dghp_x7Kd2mQ9vLp4Rt8Wz3Yb6Nc1Jf5Gs0Ah2Ue9", "q%3D[REDACTED:secret.github_token]")]
    [InlineData(@"\""\nco\nrr\r\nect-\thorse-\\\nbattery\""", @"\""\n[REDACTED:secret.known]\""")]
    public void Redact_DisguisedForm_IsGone(string text, string expected)
    {
        var (sent, _, _) = Feed(PlanFor("redact"), $"it is {text}", []);

        Assert.Equal("it is " + expected, sent);
    }

    // A tokenizer's pieces: most words are one token with the space before them, long ones are several.
    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(7)]
    [InlineData(4)]
    public void Append_OrdinaryProseByTokens_HoldsAtMostOneTokenInTheMedian(int longestToken)
    {
        var plan = PlanFor("redact");
        var words = "The committee met on a grey morning in March to discuss what the harbour would need over the next ten years and who was going to pay for it. ".Split(' ');
        var tokens = words.SelectMany((word, i) => (i == 0 ? word : " " + word).Chunk(longestToken)).ToArray();
        using var guard = new ChannelGuard(plan, Scope);
        var (heldTokens, heldCharacters, ends) = (new List<int>(), new List<int>(), new List<int>());
        for (var i = 0; i < 4000; i++)
        {
            guard.Append(tokens[i % tokens.Length]);
            ends.Add(guard.Length);
            ends.RemoveAll(end => end <= guard.ClearTo);
            heldTokens.Add(ends.Count);
            heldCharacters.Add(guard.Length - guard.ClearTo);
            guard.Release(guard.ClearTo);
        }

        Assert.InRange(heldTokens.Order().ElementAt(2000), 0, 1);
        Assert.InRange(heldCharacters.Order().ElementAt(3960), 0, 64);
    }

    private static void AssertCutsAlike(GuardPlan plan, Gen<string> texts, int longest, int iterations) => Gen.Select(texts, Gen.Int[1, longest].Array[0, 300]).Sample(
        (text, cuts) =>
        {
            var whole = Feed(plan, text, []);
            var pieces = Feed(plan, text, cuts);
            var letters = Feed(plan, text, [.. Enumerable.Repeat(1, text.Length)]);

            Assert.True(whole == pieces, $"{whole}\n---\n{pieces}");
            Assert.True(whole == letters, $"{whole}\n---\n{letters}");
        },
        iter: iterations);

    private static GuardPlan PlanFor(string action)
    {
        var reading = PolicyReader.Read($"version: 1\nname: all\nguards:\n  - {{name: all, findings: [any], on: output, min_score: 0.3, action: {action}}}\n");
        Assert.True(reading.Document is not null, string.Join('\n', reading.Problems));
        return PolicySnapshot.Compile(reading.Document, 1, Detectors, TimeProvider.System).PlansFor(new("m")).ForOutput(ChannelKind.Text);
    }

    private static (string Sent, int? Cut, string Edits) Feed(GuardPlan plan, string text, int[] cuts)
    {
        using var guard = new ChannelGuard(plan, Scope);
        var sent = new ArrayBufferWriter<char>();
        var edits = new SortedDictionary<int, string>();
        var from = 0;
        var at = 0;
        foreach (var cut in cuts)
        {
            var end = Math.Min(text.Length, at + cut);
            guard.Append(text.AsSpan(at, end - at));
            at = end;
            Drain();
        }

        guard.Append(text.AsSpan(at));
        guard.Complete();
        Drain();
        return (new(sent.WrittenSpan), guard.Cut?.Offset, string.Join(' ', edits) + (guard.Cut is not null ? "" : string.Join(' ', guard.Findings.Kept.Where(f => f.Judgement.Action >= GuardAction.Mask).Select(f => $"{f.Finding.Kind}@{f.Finding.Span.Start}-{f.Finding.Span.End}:{f.Finding.Score}").Order())));

        void Drain()
        {
            guard.Write(from, guard.ClearTo, sent);
            from = guard.ClearTo;
            foreach (var edit in guard.Edits)
            {
                edits[edit.Span.Start] = edit.Replacement;
            }

            guard.Release(from);
        }
    }
}
