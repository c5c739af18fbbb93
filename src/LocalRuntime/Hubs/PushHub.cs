using Microsoft.AspNetCore.SignalR;

namespace CryptoVault.LocalRuntime.Hubs;

/// <summary>A hub that only pushes: it has no methods for clients to call, as a serverless hub has none.</summary>
internal abstract class PushHub : Hub;

/// <summary>Public market data.</summary>
internal sealed class MarketHub : PushHub;

/// <summary>A user's private events.</summary>
internal sealed class UserHub : PushHub;
