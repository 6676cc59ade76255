using Sallyport.Gateway.Failures;

namespace Sallyport.Gateway.Retrieval;

/// <summary>Handles one request of the clean room's API. What it returns is answered; nothing is answered where nothing failed.</summary>
internal delegate ValueTask<RequestFailure> RetrievalDelegate(RetrievalRequest request);
