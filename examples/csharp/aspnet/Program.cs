using Capsule.Examples.AspNet;
using Capsule.Extensions.Hosting;
using Capsule.Runtime;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<Prices>();
builder.Services.AddCapsule(builder.Configuration.GetSection("Capsule"))
    .Configure((services, options) => options with
    {
        Tools = new() { { "price_of", services.GetRequiredService<Prices>().Of, "The price of an article, in euros." } },
    });
builder.Services.AddHealthChecks().AddCapsule();

var app = builder.Build();
app.MapHealthChecks("/health");

// Code of a stranger: curl -d '{"code": "from capsule import tools\ntools.price_of(\"tea\") * 3"}' -H 'content-type: application/json' localhost:5000/run
app.MapPost("/run", async (Snippet snippet, ICapsuleRuntimeProvider capsule, CancellationToken cancellationToken) =>
{
    var runtime = await capsule.GetAsync(cancellationToken);
    var done = await runtime.ExecuteAsync(snippet.Code, maxOutputLength: 10_000, cancellationToken: cancellationToken);
    return new Answer(
        done.Envelope.Success, done.Envelope.Result, done.Output, done.Envelope.Error?.Traceback ?? done.Envelope.Error?.Message);
});

// A program of one's own: curl 'localhost:5000/statistics?values=1&values=2&values=4'
app.MapGet("/statistics", async (double[] values, ICapsuleRuntimeProvider capsule, CancellationToken cancellationToken) =>
{
    var runtime = await capsule.GetAsync(cancellationToken);
    var statistics = await runtime.RunAsync<Statistics>(
        ProgramReference.File(Path.Combine(AppContext.BaseDirectory, "statistics_task.py")), new { values }, cancellationToken);
    return statistics.GetResult();
});

app.Run();
