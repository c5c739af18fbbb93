using Microsoft.AspNetCore.Http;

namespace CryptoVault.LocalRuntime.Http;

/// <summary>
/// Holds requests back until the host is started. The port is taken first, so that a second host on it fails before
/// it has done anything; clients that were waiting for the first one do not notice.
/// </summary>
internal sealed class StartGate
{
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool isOpen;

    public void Open()
    {
        isOpen = true;
        opened.TrySetResult();
    }

    public RequestDelegate Guard(RequestDelegate next) => http => isOpen ? next(http) : WaitAsync(next, http);

    private async Task WaitAsync(RequestDelegate next, HttpContext http)
    {
        await opened.Task.WaitAsync(http.RequestAborted);
        await next(http);
    }
}
