using Sallyport.Policy.Reading;
using Sallyport.Text;

namespace Sallyport.Policy.Cases;

/// <summary>Reads cases that a policy is tested by: what goes through and what should come of it, as data.</summary>
public static class PolicyCases
{
    /// <summary>Reads a file of cases. Explains every mistake at once.</summary>
    /// <param name="text">YAML, at most 262,144 UTF-16 code units.</param>
    public static PolicyCaseReading Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var problems = new PolicyProblems();
        PolicyCase[] cases = [];
        if (PolicyYaml.Parse(text, problems) is { } root && CaseFormat.Root.Read(root, "file", problems) is SectionValue section)
        {
            cases = [.. section.List("cases").Select(entry => Bind((SectionValue)entry.Value, problems))];
        }

        return new(problems.HasErrors ? [] : cases, problems.InOrder());
    }

    private static PolicyCase Bind(SectionValue section, PolicyProblems problems)
    {
        var want = section.Section("want");
        var texts = section.List("input").Select(entry => BindText((SectionValue)entry.Value, GuardDirection.Input, problems))
            .Concat(section.List("output").Select(entry => BindText((SectionValue)entry.Value, GuardDirection.Output, problems)))
            .ToArray();
        if (!section.Has("input") && !section.Has("output"))
        {
            problems.Error(section.Node, "The case has neither 'input' nor 'output'.");
        }

        return new()
        {
            Note = section.Text("note") ?? "",
            Line = section.Node.Line,
            Context = new(section.Text("model") ?? "model", section.Text("agent")),
            Texts = texts,
            Verdict = Verdict(want?.Text("verdict")),
            Observed = Verdict(want?.Text("observed")),
            Findings = want is not null && want.Has("findings") ? want.Texts("findings") : null,
        };
    }

    private static CaseText BindText(SectionValue section, GuardDirection direction, PolicyProblems problems)
    {
        var form = section.Choice("form", Form.Text);
        var isRead = form is Form.Text or Form.Json;
        if (isRead != section.Has("text"))
        {
            problems.Error(section.Node, isRead ? "There is no 'text'." : $"A form that no detector reads ({Words<Form>.Of(form)}) has no 'text' here.");
        }

        return new()
        {
            Direction = direction,
            Origin = section.Choice("origin", Origin.User),
            Channel = section.Choice("channel", ChannelKind.Text),
            Form = form,
            Text = section.Text("text") ?? "",
            Leaves = section.Text("leaves"),
        };
    }

    private static GuardAction? Verdict(string? word) => word switch
    {
        null => null,
        CaseFormat.Allow => GuardAction.Ignore,
        _ => Words<GuardAction>.Parse(word),
    };
}
