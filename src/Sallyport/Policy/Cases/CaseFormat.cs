using Sallyport.Policy.Reading;
using Sallyport.Text;

namespace Sallyport.Policy.Cases;

/// <summary>The keys of a file of cases, version 1.</summary>
internal static class CaseFormat
{
    /// <summary>How a case writes <see cref="GuardAction.Ignore"/>.</summary>
    public const string Allow = "allow";

    private const int MaxTextLength = 64 * 1024;

    private static readonly ChoiceShape Verdict = new([Allow, .. Words<GuardAction>.All.Where(word => word != Words<GuardAction>.Of(GuardAction.Ignore))]);
    private static readonly TextShape Text = new("a text", MaxTextLength);
    private static readonly ChoiceShape Form = new(Words<Form>.All);
    private static readonly TextShape Label = new("a name", 128);

    public static readonly SectionShape Root = new(
        new PolicyField("version", new NumberShape(1, 1), "The version of this format: 1.", IsRequired: true),
        new("cases", new ListShape(
            new SectionShape(
                new PolicyField("note", new TextShape("a note", 500), "What the case shows, in a sentence.", IsRequired: true),
                new("model", Label, "The model that the request names. The default is 'model'."),
                new("agent", Label, "The agent label of the key. The default is none."),
                new("input", new ListShape(
                    new SectionShape(
                        new PolicyField("origin", new ChoiceShape(Words<Origin>.All), "Whose words. The default is user."),
                        new("form", Form, "What it is made of. The default is text."),
                        new("text", Text, "The text; not for a form that no detector reads."),
                        new("leaves", Text, "What should go to the model in its stead.")), 64),
                    "Texts on their way to the model."),
                new("output", new ListShape(
                    new SectionShape(
                        new PolicyField("channel", new ChoiceShape(Words<ChannelKind>.All), "Which text of the answer. The default is text."),
                        new("form", Form, "What it is made of. The default is text."),
                        new("text", Text, "The text; not for a form that no detector reads."),
                        new("leaves", Text, "What should reach the application in its stead.")), 64),
                    "Texts on their way from the model."),
                new("want", new SectionShape(
                    new PolicyField("verdict", Verdict, "The strictest action that is taken: allow, flag, mask, redact or block."),
                    new("observed", Verdict, "The strictest action that guards which only observe would have taken."),
                    new("findings", new ListShape(Label, 64, least: 0), "Exactly the kinds of findings that guards take up.")),
                    "What should come of it.", IsRequired: true)), 1000),
            "The cases.", IsRequired: true));
}
