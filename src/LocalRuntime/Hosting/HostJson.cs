using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Hosting;

/// <summary>
/// The apps' <c>host.json</c>: what of it matters here is done, what concerns only the platform around the real host
/// is passed over, and what is neither is refused, so that nobody relies on a setting without effect.
/// </summary>
internal sealed class HostJson
{
    private const string RoutePrefix = "extensions.http.routePrefix";
    private const string ServiceBus = "extensions.serviceBus.";
    private const string Activities = "extensions.durableTask.maxConcurrentActivityFunctions";
    private const string LogLevels = "logging.logLevel.";
    private const string DefaultCategory = "default";

    /// <summary>Settings that only the platform has a use for: its limits, its links to its services, its telemetry.</summary>
    private static readonly string[] OfThePlatform =
    [
        "functionTimeout", "logging.applicationInsights", "extensions.http.maxOutstandingRequests", "extensions.http.maxConcurrentRequests", "extensions.http.hsts",
        ServiceBus + "prefetchCount", ServiceBus + "sessionIdleTimeout", ServiceBus + "transportType", ServiceBus + "clientRetryOptions",
        "extensions.durableTask.hubName", "extensions.durableTask.storageProvider", "extensions.durableTask.maxConcurrentOrchestratorFunctions",
    ];

    private readonly List<(string Category, LogLevel Level)> levels = [];

    private HostJson(LocalRuntimeOptions options) => Options = options;

    /// <summary>The options as the file says.</summary>
    public LocalRuntimeOptions Options { get; private set; }

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">The options of everything that the file does not say.</param>
    /// <exception cref="StartupException">There is no such file, it is no <c>host.json</c>, or it has settings that are not supported here.</exception>
    public static HostJson Read(string file, LocalRuntimeOptions options)
    {
        // The real host's own default, when there is a file that does not say otherwise.
        var result = new HostJson(options with { RoutePrefix = "api" });
        var problems = new List<string>();
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("version", out _))
            {
                problems.Add($"{file}: 'version' is missing; it must be \"2.0\".");
            }
            else
            {
                result.Take(json.RootElement, string.Empty, problem => problems.Add($"{file}: {problem}"));
            }
        }
        catch (FileNotFoundException)
        {
            problems.Add($"{file} is missing.");
        }
        catch (JsonException failure)
        {
            problems.Add($"{file}: this is no JSON: {failure.Message}");
        }

        return problems.Count == 0 ? result : throw new StartupException(problems);
    }

    /// <summary>Sets the levels of logging that the file names.</summary>
    public void SetLevels(ILoggingBuilder logging)
    {
        foreach (var (category, level) in levels)
        {
            if (category == DefaultCategory)
            {
                logging.SetMinimumLevel(level);
            }
            else
            {
                logging.AddFilter(category, level);
            }
        }
    }

    private void Take(JsonElement element, string path, Action<string> refuse)
    {
        if (OfThePlatform.Any(known => path == known || path.StartsWith(known + ".", StringComparison.Ordinal)))
        {
            return;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            TakeValue(element, path, refuse);
            return;
        }

        foreach (var property in element.EnumerateObject())
        {
            Take(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", refuse);
        }
    }

    private void TakeValue(JsonElement value, string path, Action<string> refuse)
    {
        var isTaken = path switch
        {
            "version" => value.ValueKind == JsonValueKind.String && value.ValueEquals("2.0"),
            RoutePrefix => TakePrefix(value),
            ServiceBus + "maxConcurrentSessions" => TakeCount(value, (options, count) => options with { QueueSessions = Math.Min(options.QueueSessions, count) }),
            ServiceBus + "maxConcurrentCalls" => TakeCount(value, (options, count) => options with { QueueConcurrency = count }),
            ServiceBus + "maxMessageBatchSize" => TakeCount(value, (options, count) => options with { QueueBatchSize = count }),
            ServiceBus + "maxAutoLockRenewalDuration" => TakeRenewal(value),
            ServiceBus + "autoCompleteMessages" => TakeCompletion(value),
            Activities => TakeCount(value, (options, count) => options with { Durable = options.Durable with { MaxConcurrentActivities = count } }),
            _ when path.StartsWith(LogLevels, StringComparison.Ordinal) => TakeLevel(path[LogLevels.Length..], value),
            _ => (bool?)null,
        };
        if (isTaken is null)
        {
            refuse($"'{path}' is not supported by the local runtime.");
        }
        else if (isTaken == false)
        {
            refuse($"'{path}' cannot be {value.GetRawText()}.");
        }
    }

    private bool TakePrefix(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String || value.GetString()!.StartsWith('/') || value.GetString()!.EndsWith('/'))
        {
            return false;
        }

        Options = Options with { RoutePrefix = value.GetString()! };
        return true;
    }

    private bool TakeCount(JsonElement value, Func<LocalRuntimeOptions, int, LocalRuntimeOptions> set)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var count) || count is < 1 or > 100_000)
        {
            return false;
        }

        Options = set(Options, count);
        return true;
    }

    private bool TakeRenewal(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String || !TimeSpan.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var limit) || limit < TimeSpan.Zero)
        {
            return false;
        }

        Options = Options with { QueueLockRenewalLimit = limit };
        return true;
    }

    private bool TakeCompletion(JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            return false;
        }

        Options = Options with { QueueAutoComplete = value.GetBoolean() };
        return true;
    }

    private bool TakeLevel(string category, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String || !Enum.TryParse<LogLevel>(value.GetString(), ignoreCase: true, out var level) || !Enum.IsDefined(level))
        {
            return false;
        }

        levels.Add((category, level));
        return true;
    }
}
