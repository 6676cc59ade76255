using System.Text;

namespace Sallyport.Server.Mutating;

/// <summary>Sentences that ask for nothing, to put around others.</summary>
internal static class OrdinaryText
{
    private static readonly string[] Sentences =
    [
        "The meeting has been moved to Thursday at ten.",
        "Thank you for the photographs from the garden.",
        "Our train was late because of the snow near the border.",
        "She bought two loaves of bread and some apples on the way home.",
        "The second chapter explains how the bridge was built.",
        "We have enclosed the invoice for the month of March.",
        "The museum opens at nine and closes at six in the evening.",
        "In the north the harvest began a week earlier than usual.",
        "My brother has played the cello since he was seven.",
        "The report compares the sales of three regions over five years.",
        "Most of the visitors came by bicycle that summer.",
        "The new printer stands beside the window on the second floor.",
        "Rain is expected in the afternoon, with some sun towards evening.",
        "The recipe needs four eggs, a little butter and some patience.",
        "They walked along the river until the lights went on.",
        "The warranty covers parts and labour for twenty-four months.",
    ];

    /// <summary>One sentence.</summary>
    public static string Sentence(Draws draws) => Sentences[draws.Next(Sentences.Length)];

    /// <summary>At least so many characters of sentences.</summary>
    public static string Of(int length, Draws draws)
    {
        var text = new StringBuilder();
        while (text.Length < length)
        {
            text.Append(Sentence(draws)).Append(' ');
        }

        return text.ToString(0, text.Length - 1);
    }
}
