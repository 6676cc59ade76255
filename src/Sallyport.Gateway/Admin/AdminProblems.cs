using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Sallyport.Ledger;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Admin;

/// <summary>Turns what administration throws into problem details (RFC 9457), in one place.</summary>
internal sealed partial class AdminProblems(ILogger<AdminProblems> logger)
{
    private const string MediaType = "application/problem+json";

    // As the routes' own answers are written: people read these in terminals, where \u0027 is no apostrophe.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Runs the rest of the pipeline and answers what it throws.</summary>
    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested || context.Response.HasStarted)
        {
            // Nobody is there to be told, or half an answer is out: a broken connection says that it is no whole one.
            context.Abort();
        }
#pragma warning disable CA1031 // The outermost catch: whatever a bug throws becomes an answer and one log line.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var (status, code, detail) = Describe(exception, context);
            if (status >= StatusCodes.Status500InternalServerError)
            {
                LogFailed(exception);
            }

            await WriteAsync(context, status, code, detail);
        }
    }

    /// <summary>Writes a problem.</summary>
    public static Task WriteAsync(HttpContext context, int status, string code, string detail)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaType;
        return context.Response.WriteAsync(Form(status, code, detail).ToJsonString(Readable), context.RequestAborted);
    }

    /// <summary>A problem as a route's answer.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">A stable word for programs.</param>
    /// <param name="detail">What is wrong, in words.</param>
    /// <param name="problems">Each mistake of a longer text; null where there is one.</param>
    public static JsonHttpResult<JsonObject> Of(int status, string code, string detail, JsonNode? problems = null)
    {
        var form = Form(status, code, detail);
        if (problems is not null)
        {
            form["problems"] = problems;
        }

        return TypedResults.Json(form, contentType: MediaType, statusCode: status);
    }

    /// <summary>Writes the problem of a request that no route took: the routing itself has only set the status.</summary>
    public static Task WriteUnroutedAsync(StatusCodeContext unrouted)
    {
        var context = unrouted.HttpContext;
        var (code, detail) = context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => ("unknown_route", $"There is nothing at this path. What there is, {AdminDescription.Path} describes, and the page /docs shows."),
            StatusCodes.Status405MethodNotAllowed => ("method_not_allowed", $"This path is served with {context.Response.Headers.Allow}."),
            StatusCodes.Status415UnsupportedMediaType => ("malformed", "The body has to be JSON, sent as 'Content-Type: application/json'."),
            _ => ("refused", "The request is refused."),
        };
        return WriteAsync(context, context.Response.StatusCode, code, detail);
    }

    private static JsonObject Form(int status, string code, string detail) => new()
    {
        ["type"] = "about:blank",
        ["title"] = ReasonPhrases.GetReasonPhrase(status),
        ["status"] = status,
        ["code"] = code,
        ["detail"] = detail,
    };

    private static (int Status, string Code, string Detail) Describe(Exception exception, HttpContext context) => exception switch
    {
        TenancyException { Failure: TenancyFailure.NotFound } => (StatusCodes.Status404NotFound, "not_found", exception.Message),
        TenancyException { Failure: TenancyFailure.NameTaken } => (StatusCodes.Status409Conflict, "name_taken", exception.Message),
        TenancyException { Failure: TenancyFailure.Conflict } => (StatusCodes.Status409Conflict, "conflict", exception.Message),
        TenancyException => (StatusCodes.Status400BadRequest, "invalid", exception.Message),
        BadHttpRequestException bad => (bad.StatusCode, "malformed", UnreadableRequest.Describe(context, bad)),
        LedgerUnavailableException => (StatusCodes.Status503ServiceUnavailable, "ledger_unavailable", "The ledger can't be written. If this call changed something, the change stands without its record."),
        RecordsShreddedException => (StatusCodes.Status410Gone, "erased", exception.Message),
        MasterKeyException => (StatusCodes.Status503ServiceUnavailable, "master_key_rotated", exception.Message),
        DbException => (StatusCodes.Status503ServiceUnavailable, "store_unavailable", "The database can't be used now; the log says why. Look before you try again whether the change was made."),
        LedgerForkedException or InvalidDataException => (StatusCodes.Status500InternalServerError, "ledger_changed", "The stored ledger is not what was signed: " + exception.Message),
        _ => (StatusCodes.Status500InternalServerError, "internal", "The admin API failed; its log says how."),
    };

    [LoggerMessage(EventId = 6101, Level = LogLevel.Error, Message = "An admin call failed")]
    private partial void LogFailed(Exception exception);
}
