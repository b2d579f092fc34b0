using System.Text.Json;
using Capsule.Server.Keys;
using Capsule.Server.Programs;
using Capsule.Server.Runs;
using Capsule.Server.OpenApi;

namespace Capsule.Server.Http;

/// <summary><c>/v1/programs</c>: the programs of the caller's tenant.</summary>
internal static class ProgramRoutes
{
    private const string ArtifactType = "application/octet-stream";

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/programs", UploadAsync).Require(KeyRole.Run).WithMetadata(
            new ApiOperation("uploadProgram", "Uploads a program, as sources or as an artifact.")
            {
                Body = "ProgramUpload",
                OtherBody = ArtifactType,
                Answers = [(StatusCodes.Status201Created, "The version is new.", "Program"), (StatusCodes.Status200OK, "The version was there.", "Program")],
            });
        routes.MapGet("/v1/programs", List).Require(KeyRole.Read).WithMetadata(
            new ApiOperation("listPrograms", "Lists programs, the youngest first, without their tasks.")
            {
                Parameters = [ApiParameter.Limit, ApiParameter.Cursor],
                Answers = [(StatusCodes.Status200OK, "A page of programs.", "ProgramList")],
            });
        routes.MapGet("/v1/programs/{version}", Get).Require(KeyRole.Read).WithMetadata(
            new ApiOperation("getProgram", "Gets a program, with its tasks and their policies.")
            {
                Answers = [(StatusCodes.Status200OK, "The program.", "Program")],
            });
        routes.MapDelete("/v1/programs/{version}", Delete).Require(KeyRole.Run).WithMetadata(
            new ApiOperation("deleteProgram", "Deletes a version that no alias leads to and no open run uses.")
            {
                Answers = [(StatusCodes.Status204NoContent, "It is deleted.", null)],
            });
    }

    /// <summary>The answer where a tenant has no such version.</summary>
    internal static IResult NoSuchProgram => Problems.Of(StatusCodes.Status404NotFound, Failure.Config("there is no program of this version"));

    private static async Task<IResult> UploadAsync(HttpContext context, JsonBody bodies, ArtifactBody artifacts, ProgramUploads uploads)
    {
        if (context.Request.ContentType?.Split(';')[0].Trim().Equals(ArtifactType, StringComparison.OrdinalIgnoreCase) == true)
        {
            var (upload, refused) = await artifacts.ReadAsync(context);
            using var sent = upload;
            return sent is null ? refused! : await uploads.AddAsync(context, (intake, tenant, charge, stop) => intake.AddAsync(tenant, sent.Artifact, charge, stop), alias: null);
        }

        var (request, refusal) = await bodies.ReadAsync(context, UploadRequest.Read);
        return request is null ? refusal!
            : await uploads.AddAsync(context, (intake, tenant, charge, stop) => intake.AddAsync(tenant, request.Sources, charge, stop), request.Name);
    }

    private static IResult List(HttpContext context, ProgramStore store)
    {
        if (!Paging<ProgramCursor?>.Read(context.Request.Query, ProgramCursor.Parse).TryGet(out var page, out var failure))
        {
            return Problems.Of(StatusCodes.Status400BadRequest, failure);
        }

        var programs = store.List(ApiKeyHandler.TenantOf(context), page.After, page.Limit + 1);
        return new JsonAnswer(StatusCodes.Status200OK, json => Pages.Write(
            json, "programs", programs, page.Limit, program => Write(json, program, hasTasks: false), program => ProgramCursor.Behind(program).ToString()));
    }

    private static IResult Get(string version, HttpContext context, ProgramStore store) =>
        store.Find(ApiKeyHandler.TenantOf(context), version) is { } program
            ? new JsonAnswer(StatusCodes.Status200OK, json => Write(json, program, hasTasks: true))
            : NoSuchProgram;

    private static IResult Delete(string version, HttpContext context, ProgramStore store, OpenRuns runs)
    {
        var tenant = ApiKeyHandler.TenantOf(context);
        return store.Find(tenant, version) is null ? NoSuchProgram
            : runs.Uses(tenant, version) ? Problems.Of(StatusCodes.Status409Conflict, Failure.Config("a run of this version has not ended: wait for its end, or cancel it"))
            : store.Delete(tenant, version) is { } failure ? Problems.Of(StatusCodes.Status409Conflict, failure)
            : Results.NoContent();
    }

    /// <summary>A version as JSON.</summary>
    internal static void Write(Utf8JsonWriter json, ProgramVersion program, bool hasTasks)
    {
        json.WriteStartObject();
        json.WriteString("version", program.Version);
        json.WriteString("language", program.Language);
        json.WriteString("main", program.Entry);
        json.WriteNumber("size", program.Size);
        json.WriteString("created", program.Created);
        if (hasTasks)
        {
            json.WritePropertyName("tasks");
            json.WriteRawValue(program.Tasks, skipInputValidation: true);
        }

        json.WriteEndObject();
    }
}
