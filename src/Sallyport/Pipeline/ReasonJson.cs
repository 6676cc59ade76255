using System.Text.Json;
using Sallyport.Detection;
using Sallyport.Policy.Reading;

namespace Sallyport.Pipeline;

/// <summary>How a finding's reason is written, wherever findings are: a member <c>reason</c>, left out where there is none.</summary>
internal static class ReasonJson
{
    public static void Write(Utf8JsonWriter json, FindingReason? reason)
    {
        if (reason is null)
        {
            return;
        }

        json.WriteStartObject("reason");
        if (reason.Window is { } window)
        {
            json.WriteString("window", Words<ModelWindow>.Of(window));
            json.WriteStartArray("words");
            foreach (var (span, share) in reason.Words)
            {
                json.WriteStartObject();
                json.WriteNumber("start", span.Start);
                json.WriteNumber("end", span.End);
                json.WriteNumber("share", Rounded(share));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("before", Rounded(reason.Before));
            json.WriteBoolean("read_twice", reason.IsReadTwice);
        }

        if (reason.Exemplar is { } exemplar)
        {
            json.WriteString("exemplar", exemplar);
        }

        if (reason.Likeness is { } likeness)
        {
            json.WriteNumber("likeness", Rounded(likeness));
        }

        json.WriteEndObject();
    }

    private static double Rounded(float share) => Math.Round(share, 2);
}
