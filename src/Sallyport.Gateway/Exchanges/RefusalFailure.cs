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
        return new RequestFailure(failure, refusal.Message, Pointer: refusal.Pointer, Code: refusal.Code);
    }
}
