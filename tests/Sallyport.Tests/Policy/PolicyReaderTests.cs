using Sallyport.Detection;
using Sallyport.Policy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Policy;

public sealed class PolicyReaderTests
{
    private static readonly FindingKind[] Kinds = [new("pii.email"), new("pii.phone"), new("secret.known"), new("injection.rule")];

    [Fact]
    public void Read_EveryKey_StandsInTheDocument()
    {
        const string Text = """
            version: 1
            name: full
            description: All keys.
            mode: observe
            guards:
              - name: mails
                findings: [pii.email, secret]
                on: input
                origins: [user, tool_result]
                min_score: 0.25
                min_score_by_origin: {tool_result: 0.1}
                action: mask
                mode: enforce
                when:
                  models: [gpt-*]
                  agents: [Support Bot]
                  keys: [ak_0123456789abcdef]
                on_uninspectable: pass
                on_unreachable: pass
              - name: out
                findings: any
                on: output
                channels: [text, tool_arguments]
                action: redact
            exceptions:
              - findings: pii
                guards: [mails]
                value_sha256: 2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824
                reason: The public address.
                expires: 2030-01-31
            uninspectable: {image: pass, ciphertext: block}
            provider_tools: [web_search*]
            provider_state: [file_id]
            tools:
              allow: [weather]
              others: block
            durability: strict
            masking:
              restore_in_tool_arguments: true
            """;

        var reading = PolicyReader.Read(Text, Kinds);

        Assert.Empty(reading.Problems);
        var policy = reading.Document!;
        Assert.Equal("full", policy.Name);
        Assert.Equal("All keys.", policy.Description);
        Assert.Equal(RecordDurability.Strict, policy.Durability);
        Assert.True(policy.RestoresMasksInToolArguments);
        Assert.Equal("web_search*", Assert.Single(policy.ProviderTools).Text);
        Assert.Equal("file_id", Assert.Single(policy.ProviderState));
        Assert.Equal(GapAction.Block, policy.Tools.Others);
        Assert.Equal("weather", Assert.Single(policy.Tools.Allow).Text);
        Assert.Equal(GapAction.Pass, policy.Uninspectable[Form.Image]);
        Assert.Equal(GapAction.Block, policy.Uninspectable[Form.Ciphertext]);

        var mails = policy.Guards[0];
        Assert.Equal(["pii.email", "secret"], mails.Findings);
        Assert.Equal([GuardDirection.Input], mails.Directions);
        Assert.Equal([Origin.User, Origin.ToolResult], mails.Origins);
        Assert.Equal(0.25, mails.MinScore);
        Assert.Equal(0.1, mails.MinScoreByOrigin[Origin.ToolResult]);
        Assert.Equal(GuardAction.Mask, mails.Action);
        Assert.Equal(GuardMode.Enforce, mails.Mode);
        Assert.Equal("Support Bot", Assert.Single(mails.When!.Agents));
        Assert.Equal(GapAction.Pass, mails.OnUninspectable);
        Assert.Equal(GapAction.Pass, mails.OnUnreachable);

        var output = policy.Guards[1];
        Assert.Equal(GuardMode.Observe, output.Mode);
        Assert.Equal([ChannelKind.Text, ChannelKind.ToolArguments], output.Channels);

        var exception = Assert.Single(policy.Exceptions);
        Assert.Equal(new DateTimeOffset(2030, 1, 31, 0, 0, 0, TimeSpan.Zero), exception.Expires);
        Assert.True(ValueDigest.TryCompute("hello", out var hello));
        Assert.Equal(hello, exception.Value);
    }

    [Fact]
    public void Read_ManyMistakes_AreAllToldWithTheirPlaces()
    {
        const string Text = """
            version: 1
            nmae: typo
            mode: enforced
            guards:
              - name: Mails!
                findings: [pii.emial]
                on: output
                origins: [user]
                action: mask
                min_score: 1.5
              - name: second
                findings: [virus]
                action: blok
              - name: second
                findings: [pii]
                action: flag
            exceptions:
              - findings: [pii]
                guards: [secnd]
                value_sha256: hello
                expires: tomorrow
            provider_state: [previous_response_id]
            masking: yes
            """;

        var reading = PolicyReader.Read(Text, Kinds);

        Assert.False(reading.IsUsable);
        string[] expected =
        [
            "1:1 'policy' has no 'name'.",
            "2:1 'nmae' is not a key of 'policy'. Did you mean 'name'?",
            "3:7 'enforced' is not a value of 'mode'. Did you mean 'enforce'?",
            "5:11 'Mails!' is not a name. Lower-case letters, digits, '-' and '_'.",
            "6:16 'pii.emial' is no kind of finding. Did you mean 'pii.email'?",
            "8:14 'origins' narrows the way in, and guard '' looks only at output. Use 'channels', or add input to 'on'.",
            "9:13 A value can be masked on its way in only: nothing would put it back on the way out. Write 'on: input', or use redact.",
            "10:16 'min_score' takes a number from 0 to 1, not '1.5'.",
            "12:16 'virus' is no kind of finding.",
            "13:13 'blok' is not a value of 'action'. Did you mean 'block'?",
            "14:11 Another guard is called 'second' already, on line 11. Give each guard a name of its own.",
            "18:5 'exception' has no 'reason'.",
            "19:14 No guard is called 'secnd'. Did you mean 'second'?",
            "20:19 'hello' is not a SHA-256 digest.",
            "21:14 'tomorrow' is not a date.",
            "22:18 'previous_response_id' can't be allowed",
            "23:10 'masking' takes a mapping. Its keys: restore_in_tool_arguments.",
        ];
        Assert.All(expected, message => Assert.Contains(reading.Problems, problem => Tell(problem).StartsWith(message, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, reading.Problems.Count);
    }

    [Fact]
    public void Read_ProviderStateThatNoRequestHas_IsDoubtedWithTheNamesThatThereAre()
    {
        var reading = PolicyReader.Read("version: 1\nname: a\nprovider_state: [file_ids, conversation, thread]", Kinds);

        Assert.True(reading.IsUsable);
        Assert.Equal(
            [
                "3:18 No protocol has a field called 'file_ids' that refers to state at a provider. It names a provider's own field, or none. Did you mean 'file_id'?",
                "3:42 No protocol has a field called 'thread' that refers to state at a provider. It names a provider's own field, or none. One of: audio, background, container, conversation, file_id, item_reference, preset, prompt.",
            ],
            reading.Problems.Select(Tell));
        Assert.All(reading.Problems, static problem => Assert.Equal(ProblemSeverity.Warning, problem.Severity));
    }

    [Fact]
    public void Read_NamesOfGuardsThatAreMissingOrTwice_AreSuggestedOnce()
    {
        var reading = PolicyReader.Read(
            """
            version: 1
            name: a
            guards: [{name: one, findings: [pii]}, {name: one, findings: [pii]}, {findings: [pii]}, {name: two, findings: [pii]}]
            exceptions: [{findings: [pii], guards: [quite_another], value_sha256: 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824, expires: 2030-01-31, reason: r}]
            """,
            Kinds);

        Assert.Contains(reading.Problems, static problem => problem is { Message: "No guard is called 'quite_another'.", Hint: "One of: one, two." });
    }

    [Theory]
    [InlineData("", "1:1 The file is empty.")]
    [InlineData("# only a comment\n", "1:1 The file is empty.")]
    [InlineData("- a list", "1:1 'policy' takes a mapping.")]
    [InlineData("version: 1\nname: a\nguards: &g []\nexceptions: *g", "3:9 Anchors")]
    [InlineData("version: 1\nname: a\nguards: &g []\nexceptions: *g", "4:13 Aliases")]
    [InlineData("version: 1\nname: !!str a", "2:7 Tags")]
    [InlineData("version: 1\nname: a\nname: b", "3:1 'name' stands here twice; it was first given on line 2.")]
    [InlineData("version: 1\nname: a\n---\nversion: 1", "3:1 A policy is one YAML document")]
    [InlineData("version: 2\nname: a", "1:10 'version' takes only 1, not '2'.")]
    [InlineData("version: '1'\nname: a", "1:10 'version' takes only 1, not '1' in quotes.")]
    [InlineData("version: 1\nname: a\nguards:", "3:8 'guards' has no value. The rules.")]
    [InlineData("version: 1\nname: a\nguards: [{name: g, action: flag}]", "3:10 'guard' has no 'findings'. Kinds or families of findings it takes up: pii, secret, ")]
    [InlineData("version: 1\nname: a\nguards: [{name: g, severity: high, findings: pii, action: flag}]", "3:20 'severity' is not a key of 'guard'. One of: name, findings, on, ")]
    [InlineData("version: 1\nname: a\nguards: [{name: g, findings: email, action: flag}]", "3:30 'email' is no kind of finding. Did you mean 'pii.email'?")]
    [InlineData("version: 1\nname: a\nguards: [{name: g, findings: xyzzy, action: flag}]", "3:30 'xyzzy' is no kind of finding. The families are canary, harmful, hidden, injection, leak, pii, secret, toxicity")]
    [InlineData("version: 1\nname: a\nguards: [{name: g, findings: pii.xyzzy, action: flag}]", "3:30 'pii.xyzzy' is no kind of finding. One of: pii.")]
    [InlineData("version: 1\nname: a\nguards:\n\t- name: g", "4:1 This is not YAML: a tab indents this line. Indent with spaces.")]
    [InlineData("version: 1\nname:\n", "2:6 'name' has no value. The policy's name.")]
    [InlineData("version: 1\nname: [a]\n", "2:7 'name' takes a name, and here stands a list.")]
    [InlineData("version: 1\n? [a]\n: b\nname: a", "2:3 A key is a single word here.")]
    [InlineData("version: 1\nname: \"a", "This is not YAML")]
    [InlineData("version: 1\n  name: a", "This is not YAML")]
    [InlineData("version: 1\nname: a\nguards: [{name: g, findings: [], action: flag}]", "3:30 'findings' takes 1 to 256 entries; here are 0.")]
    public void Read_WrongForm_IsRefusedWithItsPlace(string text, string expected)
    {
        var reading = PolicyReader.Read(text, Kinds);

        Assert.False(reading.IsUsable);
        Assert.Contains(reading.Problems, problem => Tell(problem).Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_FamilyThatNoDetectorFinds_IsOnlyDoubted()
    {
        const string Text = "version: 1\nname: a\nguards: [{name: g, findings: [toxicity], action: block}]";

        var reading = PolicyReader.Read(Text, Kinds);

        Assert.True(reading.IsUsable);
        Assert.Equal(ProblemSeverity.Warning, Assert.Single(reading.Problems).Severity);
    }

    [Theory]
    [InlineData("[any]", false)]
    [InlineData("[pii.email, toxicity]", false)]
    [InlineData("[injection.direct]", false)]
    [InlineData("[pii, injection.rule]", true)]
    public void Read_SensitivityWhereNoModelFinds_IsRefused(string findings, bool isRefused)
    {
        var reading = PolicyReader.Read($$"""
            version: 1
            name: s
            guards:
              - {name: g, findings: {{findings}}, action: flag, sensitivity: quiet}
            """);

        Assert.Equal(isRefused, reading.Problems.Any(static problem => problem.Message.Contains("sensitivity", StringComparison.Ordinal) && problem.Severity == ProblemSeverity.Error));
        Assert.Equal(isRefused, reading.Document is null);
    }

    [Fact]
    public void Read_KindsUnknown_ChecksFamiliesOnly()
    {
        const string Text = "version: 1\nname: a\nguards: [{name: g, findings: [pii.anything], action: block}, {name: h, findings: [piii], action: block}]";

        var reading = PolicyReader.Read(Text);

        Assert.Equal("Did you mean 'pii'?", Assert.Single(reading.Problems).Hint);
    }

    [Fact]
    public void Read_ExpiredException_IsDoubted()
    {
        var text = $"version: 1\nname: a\nexceptions: [{{findings: pii, value_sha256: {new string('0', 64)}, reason: r, expires: 2027-01-01}}]";
        var end = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Empty(PolicyReader.Read(text, now: end.AddTicks(-1)).Problems);
        Assert.Equal(ProblemSeverity.Warning, Assert.Single(PolicyReader.Read(text, now: end).Problems).Severity);
    }

    [Fact]
    public void Read_HostileText_IsRefusedWithinItsBounds()
    {
        string[] texts =
        [
            new('[', 200_000),
            string.Concat(Enumerable.Repeat("{a: ", 50_000)),
            string.Concat(Enumerable.Repeat("- ", 100_000)),
            "a: [" + string.Concat(Enumerable.Repeat("1,", 100_000)) + "]",
            string.Concat(Enumerable.Range(0, 20_000).Select(i => $"k{i}: 1\n")),
            "name: \"" + new string('x', 250_000) + "\"",
            new('x', PolicyYamlLimit + 1),
            "\0\u0001\ud800",
            "name: \u001b[31mred",
        ];

        Assert.All(texts, text =>
        {
            var reading = PolicyReader.Read(text, Kinds);
            Assert.False(reading.IsUsable);
            Assert.InRange(reading.Problems.Count, 1, 200);
            Assert.All(reading.Problems, problem => Assert.DoesNotContain(problem.Message, char.IsControl));
        });
    }

    [Theory]
    [InlineData(PolicyPresets.FirstRun)]
    [InlineData(PolicyPresets.Strict)]
    public void Read_Preset_IsUsable(string name)
    {
        var reading = PolicyReader.Read(PolicyPresets.Text(name));

        Assert.Empty(reading.Problems);
        Assert.Equal(name, reading.Document!.Name);
    }

    private const int PolicyYamlLimit = 256 * 1024;

    private static string Tell(PolicyProblem problem) => $"{problem.Line}:{problem.Column} {problem.Message} {problem.Hint}";
}
