using CryptoVault.LocalRuntime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CryptoVault.LocalRuntime.Hosting;

/// <summary>Sets Kestrel up: where it listens, its limits, routing, CORS, and the answers when nothing matches.</summary>
internal static class HttpServer
{
    private const string MethodNotAllowed = "405 HTTP Method Not Supported";

    public static void Configure(WebApplicationBuilder web, LocalRuntimeOptions options)
    {
        var cleartext = new Http2OverCleartext();
        web.WebHost.UseKestrelCore().UseSockets().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBodyBytes;
            kestrel.Listen(options.Address, options.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(cleartext.Split);
            });
            kestrel.Listen(cleartext.EndPoint, listen => listen.Protocols = HttpProtocols.Http2);
        });
        web.Services.AddSingleton<IConnectionListenerFactory>(cleartext);
        web.Services.AddSingleton<IHostLifetime, NoHostLifetime>();
        web.Services.AddRoutingCore();
        web.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout);
        if (options.CorsOrigins.Count > 0)
        {
            web.Services.AddCors(cors => cors.AddDefaultPolicy(policy => Allow(policy, options)));
        }
    }

    public static void Map(
        WebApplication application, LocalRuntimeOptions options, IReadOnlyList<FunctionApp> apps, IEnumerable<Action<IEndpointRouteBuilder>> endpoints, StartGate gate)
    {
        application.Use(gate.Guard);
        application.UseRouting();
        if (options.CorsOrigins.Count > 0)
        {
            application.UseCors();
        }

        foreach (var app in apps)
        {
            HttpEndpoints.Map(application, app);
        }

        foreach (var map in endpoints)
        {
            map(application);
        }

        application.Use(next => http => http.GetEndpoint()?.DisplayName == MethodNotAllowed ? RefuseMethodAsync(next, http) : next(http));
        application.UseEndpoints(_ => { });
        application.Run(http => ProblemAnswer.WriteAsync(http, StatusCodes.Status404NotFound, null));
    }

    private static async Task RefuseMethodAsync(RequestDelegate next, HttpContext http)
    {
        await next(http);
        if (!http.Response.HasStarted)
        {
            await ProblemAnswer.WriteAsync(http, http.Response.StatusCode, null);
        }
    }

    private static void Allow(CorsPolicyBuilder policy, LocalRuntimeOptions options)
    {
        if (options.CorsOrigins.Contains("*"))
        {
            policy.AllowAnyOrigin();
        }
        else
        {
            policy.WithOrigins([.. options.CorsOrigins]);
        }

        policy.AllowAnyHeader().AllowAnyMethod();
        if (options.CorsCredentials)
        {
            policy.AllowCredentials();
        }
    }
}
