using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Failures;

namespace Sallyport.Gateway.Exchanges;

/// <summary>What a refused reading is as a failure of the request.</summary>
internal static class RefusalFailure
{
    public static RequestFailure ToFailure(this Refusal refusal)
    {
        var failure = refusal.Kind switch
        {
            RefusalKind.TooLarge => Failure.BodyTooLarge,
            RefusalKind.NotAllowed => Failure.RequestUnsupported,
            RefusalKind.UnknownModel => Failure.ModelUnknown,
            _ => Failure.RequestMalformed,
        };
        var place = refusal.Pointer is { Length: > 0 } pointer ? $" At {pointer}." : "";
        return new RequestFailure(failure, refusal.Message + place);
    }
}
