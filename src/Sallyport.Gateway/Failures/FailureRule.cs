using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Dialects;

namespace Sallyport.Gateway.Failures;

/// <summary>What a failure means on the wire and in the log.</summary>
/// <param name="Side">Who has to change something.</param>
/// <param name="Status">The HTTP status where no answer has begun.</param>
/// <param name="Kind">The dialects' class of error.</param>
/// <param name="Code">A stable word for programs and metrics.</param>
/// <param name="Level">The level of its log line.</param>
/// <param name="IsRetryable">Whether the same request can succeed later without anyone changing it; told by <c>x-should-retry</c>, which the official SDKs obey.</param>
/// <param name="Message">What the caller is told. Never holds content.</param>
internal sealed record FailureRule(FailureSide Side, int Status, RefusalKind Kind, string Code, LogLevel Level, bool IsRetryable, string Message);
