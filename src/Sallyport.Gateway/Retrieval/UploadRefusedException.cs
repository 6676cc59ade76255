using Sallyport.Gateway.Failures;

namespace Sallyport.Gateway.Retrieval;

/// <summary>What stands behind a file in its form refuses the upload: nothing of it is kept.</summary>
internal sealed class UploadRefusedException(RequestFailure failure) : Exception(failure.Message)
{
    /// <summary>What to answer.</summary>
    public RequestFailure Failure { get; } = failure;
}
