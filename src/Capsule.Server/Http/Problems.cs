using System.Globalization;
using Capsule.Errors;
using Capsule.Policies;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;

namespace Capsule.Server.Http;

/// <summary>Errors as problem documents (RFC 9457), with the error type of Capsule.</summary>
internal static class Problems
{
    internal const string ContentType = "application/problem+json";

    /// <summary>After how long it is worth to try again where an operator, or runs that end, have to make room.</summary>
    internal static readonly TimeSpan Later = TimeSpan.FromSeconds(10);

    /// <summary>Answers with a failure.</summary>
    internal static Task WriteAsync(HttpContext context, int status, Failure failure) => Of(status, failure).ExecuteAsync(context);

    /// <summary>The answer that tells of a failure.</summary>
    internal static IResult Of(int status, Failure failure) => new JsonAnswer(
        status,
        json =>
        {
            json.WriteStartObject();
            json.WriteString("type", "about:blank");
            json.WriteString("title", ReasonPhrases.GetReasonPhrase(status));
            json.WriteNumber("status", status);
            json.WriteString("detail", failure.Message);
            json.WriteString("error_type", failure.Type.ToName());
            json.WriteEndObject();
        },
        ContentType);

    /// <summary>The answer where something is used up that others give back soon.</summary>
    internal static IResult Busy(HttpContext context, string why) => Busy(why).ToResult(context);

    /// <summary>The same, where it is no answer yet.</summary>
    internal static SlotRefusal Busy(string why) => new(
        StatusCodes.Status503ServiceUnavailable, new Failure(ErrorType.LimitExceeded, $"{why}: try again in a second"), TimeSpan.FromSeconds(1));

    /// <summary>What is said where a tenant has used up what it may use.</summary>
    /// <param name="why">What is used up.</param>
    /// <param name="wait">After how long there is something again.</param>
    internal static SlotRefusal OverQuota(string why, TimeSpan wait) => new(
        StatusCodes.Status429TooManyRequests, new Failure(ErrorType.LimitExceeded, $"{why}: try again in {Duration.Show(TimeSpan.FromSeconds(SecondsOf(wait)))}"), wait);

    /// <summary>Says after how long it is worth to try again.</summary>
    internal static void SetRetryAfter(HttpContext context, TimeSpan wait) =>
        context.Response.Headers.RetryAfter = SecondsOf(wait).ToString(CultureInfo.InvariantCulture);

    /// <summary>What the server answers by itself, such as 404.</summary>
    internal static Task WriteStatusAsync(StatusCodeContext context)
    {
        var request = context.HttpContext.Request;
        var status = context.HttpContext.Response.StatusCode;
        return WriteAsync(context.HttpContext, status, Failure.Config(status switch
        {
            StatusCodes.Status404NotFound => $"there is nothing at {request.Path}",
            StatusCodes.Status405MethodNotAllowed => $"{request.Path} does not take {request.Method}",
            StatusCodes.Status413PayloadTooLarge => "the body is too long",
            _ => ReasonPhrases.GetReasonPhrase(status),
        }));
    }

    /// <summary>What nobody expected: the caller is told no more than that, and the log has the rest.</summary>
    internal static Task WriteUnhandledAsync(HttpContext context)
    {
        var bad = context.Features.Get<IExceptionHandlerFeature>()?.Error as BadHttpRequestException;
        return bad is null
            ? WriteAsync(context, StatusCodes.Status500InternalServerError, new Failure(ErrorType.InternalError, "the server failed; its log says more"))
            : WriteAsync(context, bad.StatusCode, Failure.Config(bad.Message));
    }

    private static long SecondsOf(TimeSpan wait) => (long)Math.Ceiling(wait.TotalSeconds);
}
