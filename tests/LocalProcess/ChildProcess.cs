using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace CryptoVault.LocalProcess;

/// <summary>A .NET program that runs beside this one; its output is kept, and it never outlives this object.</summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    private const int Sigterm = 15;
    private const int MostKept = 1_000_000;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private readonly Process process;
    private readonly StringBuilder output = new();

    private ChildProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>Everything that it wrote so far, to both outputs.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>The processor time that it used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Starts an assembly.</summary>
    public static ChildProcess Start(string assembly, params IEnumerable<string> arguments) => Start(assembly, new Dictionary<string, string>(), arguments);

    /// <summary>Starts an assembly with environment variables besides this process's own.</summary>
    public static ChildProcess Start(string assembly, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Repository.Dotnet)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in arguments.Prepend(assembly))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var child = new ChildProcess(new Process { StartInfo = start });
        child.process.Start();
        child.process.StandardInput.Close();
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <exception cref="TimeoutException">It does not; it is killed then.</exception>
    public async Task<int> ExitAsync(TimeSpan limit)
    {
        using var timer = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(timer.Token);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
            throw new TimeoutException($"Still running after {limit.TotalSeconds:F0} s. Its output:\n{Output}");
        }
    }

    /// <summary>SIGKILL: it gets no chance to finish anything.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as an operator or a service manager stops it.</summary>
    public async Task<int> StopAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            await KillAsync();
            return process.ExitCode;
        }

        if (!process.HasExited && Signal(process.Id, Sigterm) != 0)
        {
            throw new InvalidOperationException($"The process {process.Id} cannot be signalled.");
        }

        return await ExitAsync(StopLimit);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
        {
            return;
        }

        lock (output)
        {
            if (output.Length < MostKept)
            {
                output.AppendLine(line.Data);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int processId, int signal);
}
