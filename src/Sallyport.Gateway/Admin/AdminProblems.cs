using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sallyport.Ledger;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Admin;

/// <summary>Turns what administration throws into problem details (RFC 9457), in one place.</summary>
internal sealed partial class AdminProblems(ILogger<AdminProblems> logger)
{
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
            var (status, code, detail) = Describe(exception);
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
        var problem = new JsonObject { ["type"] = "about:blank", ["status"] = status, ["code"] = code, ["detail"] = detail };
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        return context.Response.WriteAsync(problem.ToJsonString(), context.RequestAborted);
    }

    private static (int Status, string Code, string Detail) Describe(Exception exception) => exception switch
    {
        TenancyException { Failure: TenancyFailure.NotFound } => (StatusCodes.Status404NotFound, "not_found", exception.Message),
        TenancyException { Failure: TenancyFailure.NameTaken } => (StatusCodes.Status409Conflict, "name_taken", exception.Message),
        TenancyException { Failure: TenancyFailure.Conflict } => (StatusCodes.Status409Conflict, "conflict", exception.Message),
        TenancyException => (StatusCodes.Status400BadRequest, "invalid", exception.Message),
        BadHttpRequestException { InnerException: JsonException json } => (StatusCodes.Status400BadRequest, "malformed", json.Message),
        BadHttpRequestException bad => (bad.StatusCode, "malformed", "The request can't be read: " + bad.Message),
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
