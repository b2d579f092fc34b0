using Capsule.Runtime;
using Capsule.Server.Http;
using Capsule.Server.Keys;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Capsule.Server.Hosting;

/// <summary>Puts the server together.</summary>
internal static class ServerApplication
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    internal static WebApplication Build(ServerOptions options, CapsuleRuntime runtime, ApiKeyStore keys)
    {
        // Threat: a builder with defaults reads appsettings.json of the folder that the server is started in, and the environment, where either
        // could have it listen anywhere.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole();
        builder.WebHost.UseKestrelCore().UseUrls(options.Listen.GetLeftPart(UriPartial.Authority));
        builder.Services.AddRoutingCore();
        var connections = new ConnectionTable(options);
        builder.WebHost.ConfigureKestrel(kestrel => Bound(kestrel, options, connections));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddSingleton(options).AddSingleton(runtime).AddSingleton(keys).AddSingleton(TimeProvider.System).AddSingleton(connections)
            .AddSingleton<ExecutionSlots>().AddSingleton<BodyBudget>().AddSingleton<JsonBody>();
        AddAuthentication(builder.Services);
        builder.Services.AddAuthorization(Roles.Define);
        var app = builder.Build();
        MapAll(app);
        return app;
    }

    /// <remarks>Threat: clients that send without end, or hardly at all, and never let go of their connections.</remarks>
    private static void Bound(KestrelServerOptions kestrel, ServerOptions options, ConnectionTable connections)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.ConfigureEndpointDefaults(listen => listen.Use(next => connection => connections.ServeAsync(connection, next)));
    }

    private static void MapAll(WebApplication app)
    {
        var connections = app.Services.GetRequiredService<ConnectionTable>();
        app.Use(next => context => connections.HandleAsync(context, next));
        app.UseExceptionHandler(problem => problem.Run(Problems.WriteUnhandledAsync));
        app.UseStatusCodePages(Problems.WriteStatusAsync);
        app.UseAuthentication();
        app.UseAuthorization();
        ExecuteRoutes.Map(app);
        KeyRoutes.Map(app);
        HealthRoutes.Map(app);
    }

    /// <summary>Without what cookies need: ASP.NET Core would keep keys of its own in the user's home.</summary>
    private static void AddAuthentication(IServiceCollection services) => services.AddWebEncoders().AddAuthenticationCore(authentication =>
    {
        authentication.DefaultScheme = ApiKeyHandler.Scheme;
        authentication.AddScheme<ApiKeyHandler>(ApiKeyHandler.Scheme, displayName: null);
    });
}
