using System.Globalization;
using Sallyport.Detection;
using Sallyport.Detection.Models;
using Sallyport.Tenancy;
using Sallyport.Text;

namespace Sallyport.Policy.Reading;

/// <summary>Makes a document of what was read, and finds the mistakes that no single value shows.</summary>
internal sealed class PolicyBinder(PolicyProblems problems, IReadOnlyCollection<FindingKind>? kinds, DateTimeOffset? now)
{
    private readonly FindingNames _findings = new(kinds);

    public PolicyDocument Bind(SectionValue root, string digest)
    {
        var remotes = new RemoteGuardBinder(problems).Bind(root);
        _findings.Add(remotes.SelectMany(static remote => remote.Kinds));
        var mode = root.Choice("mode", GuardMode.Enforce);
        var guards = BindGuards(root, mode);
        return new()
        {
            Name = root.Text("name") ?? "",
            Description = root.Text("description"),
            Digest = digest,
            Guards = guards,
            RemoteGuards = remotes,
            Exceptions = BindExceptions(root, guards),
            Uninspectable = BindForms(root.Section("uninspectable")),
            ProviderTools = Patterns(root.Texts("provider_tools")),
            ProviderState = BindProviderState(root),
            Tools = BindTools(root.Section("tools")),
            Durability = root.Choice("durability", RecordDurability.Batched),
            RestoresMasksInToolArguments = root.Section("masking")?.Flag("restore_in_tool_arguments", otherwise: false) ?? false,
        };
    }

    private List<PolicyGuard> BindGuards(SectionValue root, GuardMode mode)
    {
        var guards = new List<PolicyGuard>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in root.List("guards"))
        {
            var section = (SectionValue)entry.Value;
            var guard = BindGuard(section, mode);
            if (guard.Name.Length > 0 && !lines.TryAdd(guard.Name, section.At("name").Line))
            {
                problems.Error(section.At("name"), $"Another guard is called '{guard.Name}' already, on line {lines[guard.Name]}.", "Give each guard a name of its own.");
            }

            guards.Add(guard);
        }

        return guards;
    }

    private PolicyGuard BindGuard(SectionValue section, GuardMode mode)
    {
        // Where one of them can't be read, nothing is said of what would follow from the others.
        var directions = section.Has("on") && section.List("on").Count >= section.At("on").Items.Count
            ? section.Texts("on").Select(Words<GuardDirection>.Parse).Distinct().ToArray()
            : [GuardDirection.Input, GuardDirection.Output];
        var guard = new PolicyGuard
        {
            Name = section.Text("name") ?? "",
            Findings = section.Texts("findings"),
            Action = section.Choice("action", GuardAction.Flag),
            Mode = section.Choice("mode", mode),
            Directions = directions,
            Origins = [.. section.Texts("origins").Select(Words<Origin>.Parse)],
            Channels = [.. section.Texts("channels").Select(Words<ChannelKind>.Parse)],
            MinScore = section.Number("min_score") ?? PolicyGuard.DefaultMinScore,
            MinScoreByOrigin = BindScores(section.Section("min_score_by_origin")),
            Sensitivity = section.ChoiceOrNull<Sensitivity>("sensitivity"),
            When = BindCondition(section.Section("when")),
            OnUninspectable = section.ChoiceOrNull<GapAction>("on_uninspectable"),
            OnUnreachable = section.Choice("on_unreachable", GapAction.Block),
        };
        CheckFindings(section);
        CheckPlaces(section, guard);
        CheckSensitivity(section, guard);
        return guard;
    }

    private void CheckFindings(SectionValue section)
    {
        foreach (var finding in section.List("findings"))
        {
            _findings.Check(finding, problems);
        }
    }

    private void CheckPlaces(SectionValue section, PolicyGuard guard)
    {
        var reads = guard.Directions.Contains(GuardDirection.Input);
        if (section.Has("origins") && !reads)
        {
            problems.Error(section.At("origins"), $"'origins' narrows the way in, and guard '{guard.Name}' looks only at output.", "Use 'channels', or add input to 'on'.");
        }

        if (section.Has("channels") && !guard.Directions.Contains(GuardDirection.Output))
        {
            problems.Error(section.At("channels"), $"'channels' narrows the way out, and guard '{guard.Name}' looks only at input.", "Use 'origins', or add output to 'on'.");
        }

        if (guard.Action == GuardAction.Mask && guard.Directions.Contains(GuardDirection.Output))
        {
            problems.Error(section.At("action"), "A value can be masked on its way in only: nothing would put it back on the way out.", "Write 'on: input', or use redact.");
        }

        if (section.Has("when") && guard.When is null)
        {
            problems.Error(section.At("when"), "'when' is empty.", "Leave it out, or name models, agents or keys.");
        }
    }

    private void CheckSensitivity(SectionValue section, PolicyGuard guard)
    {
        if (guard.Sensitivity is not null && !ShippedHeads.Heads.Any(head => GuardRule.Covers(guard.Findings, new(head.Kind))))
        {
            problems.Error(
                section.At("sensitivity"), $"'sensitivity' is about what trained models find, and none finds what guard '{guard.Name}' takes up.",
                $"Use 'min_score', or findings of a trained model: {string.Join(", ", ShippedHeads.Heads.Select(static head => head.Kind))}.");
        }
    }

    private static Dictionary<Origin, double> BindScores(SectionValue? section)
    {
        var scores = new Dictionary<Origin, double>();
        foreach (var origin in Enum.GetValues<Origin>())
        {
            if (section?.Number(Words<Origin>.Of(origin)) is { } score)
            {
                scores.Add(origin, score);
            }
        }

        return scores;
    }

    private static GuardCondition? BindCondition(SectionValue? section)
    {
        if (section is null || !(section.Has("models") || section.Has("agents") || section.Has("keys")))
        {
            return null;
        }

        return new()
        {
            Models = Patterns(section.Texts("models")),
            Agents = section.Texts("agents"),
            Keys = [.. section.Texts("keys").Select(key => KeyId.Parse(key, CultureInfo.InvariantCulture))],
        };
    }

    private List<PolicyException> BindExceptions(SectionValue root, List<PolicyGuard> guards)
    {
        var names = guards.Select(guard => guard.Name).ToArray();
        var exceptions = new List<PolicyException>();
        foreach (var entry in root.List("exceptions"))
        {
            var section = (SectionValue)entry.Value;
            CheckFindings(section);
            foreach (var guard in section.List("guards"))
            {
                var name = (string)guard.Value;
                if (!names.Contains(name, StringComparer.Ordinal))
                {
                    problems.Error(guard.Node, $"No guard is called '{name}'.", Spelling.Hint(name, names));
                }
            }

            if (section.Date("expires") is { } expires && expires <= now)
            {
                problems.Warn(section.At("expires"), "This exception has expired and excuses nothing.", "Take it out, or renew it with a reason.");
            }

            _ = ValueDigest.TryParse(section.Text("value_sha256"), out var value);
            exceptions.Add(new()
            {
                Findings = section.Texts("findings"),
                Guards = section.Texts("guards"),
                Value = value,
                Reason = section.Text("reason") ?? "",
                Expires = section.Date("expires") ?? DateTimeOffset.MinValue,
                Line = section.Node.Line,
            });
        }

        return exceptions;
    }

    private static Dictionary<Form, GapAction> BindForms(SectionValue? section)
    {
        var forms = new Dictionary<Form, GapAction>();
        foreach (var form in Enum.GetValues<Form>())
        {
            if (section?.ChoiceOrNull<GapAction>(Words<Form>.Of(form)) is { } action)
            {
                forms.Add(form, action);
            }
        }

        return forms;
    }

    private string[] BindProviderState(SectionValue root)
    {
        foreach (var entry in root.List("provider_state"))
        {
            var name = (string)entry.Value;
            if (name is "previous_response_id")
            {
                problems.Error(entry.Node, "'previous_response_id' can't be allowed: answers are never stored at the provider, so it would find nothing.", "Send the earlier turns with each request.");
            }
            else if (!ProviderStateNames.All.Contains(name, StringComparer.Ordinal))
            {
                problems.Warn(entry.Node, $"No protocol has a field called '{PolicyProblems.Quote(name)}' that refers to state at a provider. It names a provider's own field, or none.", Spelling.Hint(name, ProviderStateNames.All));
            }
        }

        return root.Texts("provider_state");
    }

    private static ToolRule BindTools(SectionValue? section) => section is null
        ? new()
        : new() { Allow = Patterns(section.Texts("allow")), Others = section.Choice("others", GapAction.Pass) };

    private static NamePattern[] Patterns(string[] texts) => [.. texts.Select(text => new NamePattern(text))];
}
