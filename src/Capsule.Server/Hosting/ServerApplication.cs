using System.Diagnostics;
using Capsule.Journaling;
using Capsule.Runtime;
using Capsule.Server.Http;
using Capsule.Server.Mcp;
using Capsule.Server.OpenApi;
using Capsule.Server.Programs;
using Capsule.Server.Runs;
using Capsule.Server.Telemetry;
using Capsule.Server.Tenants;
using Microsoft.Extensions.Logging.Console;

namespace Capsule.Server.Hosting;

/// <summary>Puts the server together.</summary>
internal static class ServerApplication
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Makes the server.</summary>
    /// <param name="options">How it serves.</param>
    /// <param name="runtime">Runs the code.</param>
    /// <param name="data">What it keeps.</param>
    /// <param name="tls">For https; null without.</param>
    internal static WebApplication Build(ServerOptions options, CapsuleRuntime runtime, ServerData data, TlsCertificate? tls = null)
    {
        // Threat: a builder with defaults reads appsettings.json of the folder that the server is started in, and the environment, where either
        // could have it listen anywhere.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        AddLogging(builder.Logging, options);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        var connections = new ConnectionTable(options);
        builder.WebHost.ConfigureKestrel(kestrel => Listener.Configure(kestrel, options, connections, tls));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddSingleton(options).AddSingleton(runtime).AddSingleton(data.Keys).AddSingleton(data.Tenants).AddSingleton(data.Programs).AddSingleton(TimeProvider.System).AddSingleton(connections)
            .AddSingleton<ExecutionSlots>().AddSingleton<BodyBudget>().AddSingleton<JsonBody>()
            .AddSingleton<ArtifactBody>().AddSingleton<ProgramIntake>().AddSingleton<ProgramUploads>().AddSingleton<ApiDocument>().AddHostedService<UseWriter>();
        builder.Services.AddSingleton<MetricTable>().AddSingleton<ServerMetrics>().AddSingleton<DistributedContextPropagator, CallerTrace>();
        McpRoutes.Add(builder.Services);
        AddRuns(builder.Services, options);
        AddAuthentication(builder.Services);
        builder.Services.AddAuthorization(Roles.Define);
        var app = builder.Build();
        MapAll(app);
        return app;
    }

    /// <summary>Standard output is for what is asked for: the log goes to standard error.</summary>
    private static void AddLogging(ILoggingBuilder logging, ServerOptions options)
    {
        logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Capsule.Server.Hosting", LogLevel.Information)
            .AddFilter("ModelContextProtocol", LogLevel.Error); // it warns of clients that leave
        logging = options.HasJsonLog
            ? logging.AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, "O"))
            : logging.AddSimpleConsole();
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void MapAll(WebApplication app)
    {
        app.Services.GetRequiredService<MetricTable>(); // counts from now on
        var connections = app.Services.GetRequiredService<ConnectionTable>();
        app.Use(next => context => connections.HandleAsync(context, next));
        app.UseExceptionHandler(problem => problem.Run(Problems.WriteUnhandledAsync));
        app.UseStatusCodePages(Problems.WriteStatusAsync);
        app.UseAuthentication();
        app.UseAuthorization();
        app.Use(next => context => CallerTrace.HandleAsync(context, next));
        ExecuteRoutes.Map(app);
        ProgramRoutes.Map(app);
        AliasRoutes.Map(app);
        RunRoutes.Map(app);
        RunEventRoutes.Map(app);
        RunControlRoutes.Map(app);
        KeyRoutes.Map(app);
        TenantRoutes.Map(app);
        McpRoutes.Map(app);
        HealthRoutes.Map(app);
        MetricsRoutes.Map(app);
        OpenApiRoutes.Map(app);
    }

    private static void AddRuns(IServiceCollection services, ServerOptions options) => services
        .AddSingleton<RunWatches>().AddSingleton<TenantJournals>().AddSingleton<LoadedPrograms>().AddSingleton<RunExecutor>().AddSingleton<RunRecovery>()
        .AddSingleton(new OpenRuns(options.MaxOpenRunsOfTenant, options.MaxOpenRuns)).AddSingleton<RunStarter>()
        .AddSingleton<RunAccess>().AddSingleton<RunWaiter>().AddSingleton<RunIntake>().AddSingleton<EventStreams>()
        .AddSingleton<RunScheduler>().AddHostedService(all => all.GetRequiredService<RunScheduler>())
        .AddSingleton<RunPruning>().AddHostedService(all => all.GetRequiredService<RunPruning>());

    /// <summary>Without what cookies need: ASP.NET Core would keep keys of its own in the user's home.</summary>
    private static void AddAuthentication(IServiceCollection services) => services.AddWebEncoders().AddAuthenticationCore(authentication =>
    {
        authentication.DefaultScheme = ApiKeyHandler.Scheme;
        authentication.AddScheme<ApiKeyHandler>(ApiKeyHandler.Scheme, displayName: null);
    });
}
