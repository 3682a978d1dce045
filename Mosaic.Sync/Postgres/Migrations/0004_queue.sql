-- compatible: no

select 1;
