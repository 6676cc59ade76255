using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.Dialects;

/// <summary>Reads the body of an answer whose status is an error: an object in which each string is a text of its own, whatever the dialect.</summary>
internal static class ErrorAnswer
{
    /// <summary>Reads the body.</summary>
    public static AnswerReading Read(ReadOnlyMemory<byte> body)
    {
        var answer = new AnswerReading();
        if (!answer.Content.Map.TryRead(body, JsonLimits.Answer, out var fault))
        {
            answer.Fault = fault.Message;
        }
        else if (!answer.Root.IsObject)
        {
            answer.Fault = "The error is no object.";
        }
        else
        {
            answer.Content.Unknown(answer.Root);
        }

        return answer;
    }
}
