create type label_status as enum ('printed', 'handed over', 'lost');

alter table labels add column status label_status not null default 'printed';

create index labels_status_idx on labels (status);
