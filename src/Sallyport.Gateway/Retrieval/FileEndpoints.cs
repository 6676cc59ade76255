using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.Limits;
using Sallyport.Gateway.Retrieval.Wire;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Library;

namespace Sallyport.Gateway.Retrieval;

/// <summary>OpenAI's Files: uploads, kept sealed under a key each.</summary>
internal sealed class FileEndpoints(GatewayOptions options, FileLibrary files, RetrievalLedger ledger)
{
    private const int ListStandard = 10_000;

    // Beside the file: the form's boundaries, heads and small fields.
    private const int FormOverhead = 64 << 10;

    // The two parts of a file that are in memory while it comes in; many that stand still would take much together.
    internal const int UploadMemory = 512 << 10;

    // Their own budget, so that uploads keep no exchange from the gateway.
    private readonly BodyBudget _uploads = new(options.MaxBodyBytesInFlight);

    public async ValueTask<RequestFailure> UploadAsync(RetrievalRequest request)
    {
        var http = request.Http;
        if (http.Request.ContentLength > options.MaxUploadBytes + FormOverhead)
        {
            return TooLarge();
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = options.MaxUploadBytes + FormOverhead;
        }

        if (UploadForm.Begin(http.Request, options.MaxUploadBytes) is not { } form)
        {
            return new(Failure.BodyMediaType, "An upload is multipart/form-data with the fields 'purpose' and 'file'.");
        }

        if (!_uploads.TryReserve(UploadMemory))
        {
            return new(Failure.Overloaded, null, TimeSpan.FromSeconds(1));
        }

        try
        {
            var failure = await form.ReadFieldsAsync(request.ClientLeft);
            if (!failure.IsNone || form.File is null)
            {
                return failure.IsNone ? new(Failure.RequestMalformed, "The form has no file.", Pointer: "file") : failure;
            }

            using var content = new UploadContent(form);
            var file = await files.UploadAsync(request.Vault, form.FileName!, content.PurposeAsync, content, options.MaxUploadBytes, request.Caller.Tenant.Tenant.Settings.StoredBytes, request.ClientLeft);
            await ledger.RecordAsync(request, "retrieval.file_uploaded", facts => facts.Add("file", file.Id.Value).Add("bytes", file.Bytes).Add("purpose", file.Purpose));
            return await JsonAnswer.WriteAsync(request, ObjectOf(file), RetrievalJson.Default.FileObject);
        }
        catch (UploadRefusedException refused)
        {
            return refused.Failure;
        }
        catch (InvalidDataException)
        {
            return TooLarge();
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge();
        }
        catch (IOException) when (!request.ClientLeft.IsCancellationRequested)
        {
            return Failure.BodyIncomplete;
        }
        finally
        {
            _uploads.Release(UploadMemory);
        }
    }

    public async ValueTask<RequestFailure> ListAsync(RetrievalRequest request)
    {
        var failure = Paging.TryRead<FileId>(request.Http.Request.Query, ListStandard, FileLibrary.MaxListed, "purpose", out var window);
        if (!failure.IsNone)
        {
            return failure;
        }

        string? purpose = request.Http.Request.Query["purpose"];
        var listing = await files.ListAsync(request.Vault, purpose, window, request.ClientLeft);
        return await JsonAnswer.WriteAsync(request, Paging.Page(listing, ObjectOf, static file => file.Id), RetrievalJson.Default.ListObjectFileObject);
    }

    public async ValueTask<RequestFailure> FindAsync(RetrievalRequest request) =>
        FileId.TryParse(request.Target.First, null, out var id) && await files.FindAsync(request.Vault, id, request.ClientLeft) is { } file
            ? await JsonAnswer.WriteAsync(request, ObjectOf(file), RetrievalJson.Default.FileObject)
            : Unknown;

    public async ValueTask<RequestFailure> DeleteAsync(RetrievalRequest request)
    {
        if (!FileId.TryParse(request.Target.First, null, out var id) || !await files.DeleteAsync(request.Vault, id, request.ClientLeft))
        {
            return Unknown;
        }

        await ledger.RecordAsync(request, "retrieval.file_delete_asked", facts => facts.Add("file", id.Value));
        return await JsonAnswer.WriteAsync(request, new DeletedObject(id.Value, "file"), RetrievalJson.Default.DeletedObject);
    }

    public async ValueTask<RequestFailure> ContentAsync(RetrievalRequest request)
    {
        if (!FileId.TryParse(request.Target.First, null, out var id) || await files.FindAsync(request.Vault, id, request.ClientLeft) is not { } file)
        {
            return Unknown;
        }

        await using var content = await files.OpenReadAsync(request.Vault, id, request.ClientLeft);
        if (content is null)
        {
            return Unknown;
        }

        await ledger.RecordAsync(request, "retrieval.file_read", facts => facts.Add("file", id.Value).Add("bytes", file.Bytes));
        var response = request.Http.Response;
        response.ContentType = "application/octet-stream";
        response.ContentLength = file.Bytes;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileNameStar = file.Name }.ToString();
        await content.CopyToAsync(response.Body, request.ClientLeft);
        return Failure.None;
    }

    private static RequestFailure Unknown => new(Failure.ObjectUnknown, "There is no such file.");

    private RequestFailure TooLarge() => new(Failure.BodyTooLarge, $"A file has at most {options.MaxUploadBytes >> 20} MB.");

    private static FileObject ObjectOf(StoredFile file) => new(file.Id.Value, file.Bytes, file.Created.ToUnixTimeSeconds(), file.Name, file.Purpose);
}
