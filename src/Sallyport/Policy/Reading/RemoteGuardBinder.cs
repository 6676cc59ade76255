using Sallyport.Detection;

namespace Sallyport.Policy.Reading;

/// <summary>Makes remote guards of what was read, and finds the mistakes that no single value shows.</summary>
internal sealed class RemoteGuardBinder(PolicyProblems problems)
{
    public IReadOnlyList<RemoteGuard> Bind(SectionValue root)
    {
        var guards = new List<RemoteGuard>();
        foreach (var entry in root.List("remote_guards"))
        {
            var section = (SectionValue)entry.Value;
            var guard = BindGuard(section);
            if (guards.Exists(other => other.Name == guard.Name))
            {
                problems.Error(section.At("name"), $"Another remote guard is called '{guard.Name}' already.", "Give each a name of its own.");
            }

            guards.Add(guard);
        }

        return guards;
    }

    private RemoteGuard BindGuard(SectionValue section)
    {
        var protocol = section.Choice("protocol", RemoteProtocol.Chat);
        var guard = new RemoteGuard
        {
            Name = section.Text("name") ?? "",
            Protocol = protocol,
            Url = Uri.TryCreate(section.Text("url"), UriKind.Absolute, out var url) ? url : null,
            Credential = section.Text("credential"),
            Model = section.Text("model"),
            Prompt = section.Text("prompt"),
            Finds = [.. section.List("finds").Select(static found => BindFinding((SectionValue)found.Value))],
            Timeout = TimeSpan.FromMilliseconds(section.Number("timeout_ms") ?? 3_000),
            Window = (int)(section.Number("window") ?? RemoteGuard.StandardWindow(protocol)),
        };
        Check(section, guard);
        return guard;
    }

    private static RemoteFinding BindFinding(SectionValue section) => new(new FindingKind(section.Text("kind") ?? ""), section.Texts("labels"));

    private void Check(SectionValue section, RemoteGuard guard)
    {
        if (guard.Protocol == RemoteProtocol.Onnx)
        {
            CheckLocal(section, guard);
        }
        else if (!section.Node.Entries.Exists(static entry => entry.Key.Text == "url"))
        {
            problems.Error(section.Node, $"Remote guard '{guard.Name}' has no 'url'.", "Give the whole address that is called, path included.");
        }

        if (guard.Protocol == RemoteProtocol.Chat)
        {
            if (guard.Model is null)
            {
                problems.Error(section.Node, $"Remote guard '{guard.Name}' has no 'model'.", "A chat model is asked for by its name.");
            }

            if (guard.Finds.Count > 1 || guard.Finds.Any(static found => found.Labels.Count > 0))
            {
                problems.Error(section.At("finds"), "A chat model gives one verdict: 'finds' takes one kind, without labels.", "Use a remote guard for each kind.");
            }

            return;
        }

        if (guard.Prompt is not null)
        {
            problems.Error(section.At("prompt"), "Only a chat model is given a prompt.", "Leave it out.");
        }

        if (guard.Finds.Any(static found => found.Labels.Count == 0))
        {
            problems.Error(section.At("finds"), "Each kind needs the 'labels' of the answer that say so.", "For example labels: [INJECTION].");
        }
    }

    private void CheckLocal(SectionValue section, RemoteGuard guard)
    {
        if (guard.Model is null)
        {
            problems.Error(section.Node, $"Remote guard '{guard.Name}' has no 'model'.", "It is the name of a classifier that the operator runs ('serve --classifier FOLDER').");
        }

        foreach (var key in (string[])["url", "credential"])
        {
            if (section.Has(key))
            {
                problems.Error(section.At(key), $"A classifier that the operator runs is called at no address: it takes no '{key}'.", "Leave it out.");
            }
        }
    }
}
