"""Fits a small model by DistributedDataParallel: torchrun starts this on every instance, and gloo needs no GPU."""
import argparse
import os

import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel

options = argparse.ArgumentParser()
options.add_argument("--epochs", type=int, default=50)
options = options.parse_args()

dist.init_process_group("gloo")
rank, world = dist.get_rank(), dist.get_world_size()
total = torch.tensor([float(rank + 1)])
dist.all_reduce(total)
print(f"rank {rank} of {world} on {os.environ['SM_CURRENT_HOST']}: sum {total.item():.0f}", flush=True)

torch.manual_seed(rank)
model = DistributedDataParallel(torch.nn.Linear(4, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
for epoch in range(options.epochs):
    batch = torch.randn(64, 4)
    loss = ((model(batch) - batch.sum(dim=1, keepdim=True)) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

if rank == 0:
    print(f"loss={loss.item():.4f}", flush=True)
    torch.save(model.module.state_dict(), os.path.join(os.environ["SM_MODEL_DIR"], "model.pt"))
dist.destroy_process_group()
