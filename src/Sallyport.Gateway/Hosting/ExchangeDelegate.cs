using Sallyport.Gateway.Failures;

namespace Sallyport.Gateway.Hosting;

/// <summary>Answers a request that was let in. A failure before the answer has begun is returned, and written by the caller in the dialect's form; afterwards the handler has ended the answer itself.</summary>
internal delegate ValueTask<RequestFailure> ExchangeDelegate(IncomingRequest request);
